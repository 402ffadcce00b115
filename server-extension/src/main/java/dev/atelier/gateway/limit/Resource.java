package dev.atelier.gateway.limit;

import java.util.Locale;

/** What quotas count. */
public enum Resource {
    INSTANCES("instance", "instances"),
    CORES("core", "cores"),
    /** In bytes. */
    MEMORY("GiB of memory", "GiB of memory"),
    GPUS("GPU", "GPUs");

    private static final long GIBIBYTE = 1L << 30;

    private final String one;
    private final String many;

    Resource(String one, String many) {
        this.one = one;
        this.many = many;
    }

    /** {@code 1 instance}, {@code 4 cores}, {@code 16 GiB of memory}. */
    String words(long amount) {
        return number(amount) + " " + (amount == 1 ? one : many);
    }

    /** Without what it is, where that was said before: {@code 4}, {@code 16 GiB}. */
    String briefly(long amount) {
        return this == MEMORY ? number(amount) + " GiB" : number(amount);
    }

    private String number(long amount) {
        if (this != MEMORY) {
            return String.valueOf(amount);
        }
        return amount % GIBIBYTE == 0
                ? String.valueOf(amount / GIBIBYTE)
                : String.format(Locale.ROOT, "%.1f", (double) amount / GIBIBYTE);
    }
}

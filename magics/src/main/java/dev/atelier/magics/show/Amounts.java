package dev.atelier.magics.show;

import java.util.Locale;

/** How much something is, as a person says it. */
public final class Amounts {
    private static final long GIBIBYTE = 1L << 30;

    private Amounts() {}

    /** Of these bytes so many: {@code 3.2 of 16 GiB}. */
    public static String part(long bytes, long all) {
        return gibibytes(bytes) + " of " + gibibytes(all) + " GiB";
    }

    /** {@code 3.2 GiB}. */
    public static String whole(long bytes) {
        return gibibytes(bytes) + " GiB";
    }

    /** {@code 0.3}, {@code 16}. */
    private static String gibibytes(long bytes) {
        double amount = (double) bytes / GIBIBYTE;
        return String.format(Locale.ROOT, amount < 10 && bytes % GIBIBYTE != 0 ? "%.1f" : "%.0f", amount);
    }

    /** {@code 35 %}. */
    public static String percent(double part) {
        return Math.round(part * 100) + " %";
    }
}

package dev.atelier.gateway.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory, as the file has it: {@code 512MiB}, {@code 16 GiB}. */
final class Memory {
    private static final Pattern AMOUNT = Pattern.compile("([1-9][0-9]{0,6}) ?(MiB|GiB)");

    private Memory() {}

    /** Empty where it is something else. */
    static Optional<Long> bytes(String words) {
        Matcher parts = AMOUNT.matcher(words);
        return parts.matches()
                ? Optional.of(Long.parseLong(parts.group(1)) << (parts.group(2).equals("GiB") ? 30 : 20))
                : Optional.empty();
    }
}

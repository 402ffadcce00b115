package dev.atelier.gateway.yaml;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which known word somebody may have meant. */
final class Nearest {
    /** A longer word is no typing error, and is not compared to its end. */
    private static final int LONGEST = 40;

    private Nearest() {}

    /** @param known one at least */
    static String to(String word, List<String> known) {
        String small = word.substring(0, Math.min(LONGEST, word.length())).toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(small, candidate)))
                .orElseThrow();
    }

    /** How many letters to insert, leave out or change (Levenshtein). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}

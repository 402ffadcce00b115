package dev.atelier.magics.compute;

import dev.atelier.api.IdleSpec;
import dev.atelier.kernel.magic.MagicException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them: {@code 30m}, {@code 2h}, {@code 1d}. The gateway says which are too short or too long. */
final class Spans {
    static final String NEVER = "never";
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,5})(m|min|h|d)");

    private Spans() {}

    /** Of a new instance; {@value IdleSpec#NEVER} for {@code never}, since no time at all means the gateway's default. */
    static int ofNew(String typed) {
        return limit(typed).orElse(IdleSpec.NEVER);
    }

    /** Of an instance that is idle; empty for {@code never}. */
    static Optional<Integer> limit(String typed) {
        return typed.equals(NEVER) ? Optional.empty() : Optional.of(minutes(typed, ", or " + NEVER));
    }

    /** {@code 30 min}, {@code 2 h}. */
    static String words(int minutes) {
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }

    static int minutes(String typed) {
        return minutes(typed, "");
    }

    private static int minutes(String typed, String orElse) {
        Matcher span = SPAN.matcher(typed);
        if (!span.matches()) {
            throw new MagicException(
                    "“" + typed + "” is no time. Type a number with its unit, like 30m, 2h or 1d" + orElse + ".");
        }
        int count = Integer.parseInt(span.group(1));
        return switch (span.group(2)) {
            case "h" -> count * 60;
            case "d" -> count * 24 * 60;
            default -> count;
        };
    }
}

package dev.atelier.gateway.config;

import dev.atelier.api.IdleSpec;
import dev.atelier.api.KeepSpec;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.yaml.Section;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how long instances may be idle. */
final class IdleReader {
    private static final List<String> KEYS = List.of("default", "maximum", "maximum_keepalive", "exempt");
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,4}) ?(m|h|d)");
    private static final String A_TIME = "a time like 30m or 2h, from " + IdleSpec.LEAST + "m to 3d";
    private static final String A_KEEPALIVE = "a time like 30m or 8h, 24h at most";
    private static final String A_PERSON = "the name of a person";
    private static final int MOST_PEOPLE = 1000;
    private static final int LONGEST_NAME = 100;

    private IdleReader() {}

    static IdleTerms read(Section section) {
        return section.keys(KEYS).map(IdleReader::read).orElseGet(IdleTerms::none);
    }

    private static IdleTerms read(Section.Keys keys) {
        Optional<Integer> most = keys.optional("maximum").flatMap(s -> s.text(A_TIME, IdleReader::idle));
        String expected =
                A_TIME + most.map(m -> ", and no longer than the maximum").orElse("");
        Optional<Integer> usual = keys.optional("default")
                .flatMap(s -> s.text(
                        expected,
                        words -> idle(words)
                                .filter(minutes -> most.filter(m -> m < minutes).isEmpty())));
        Optional<Integer> kept = keys.optional("maximum_keepalive")
                .flatMap(s -> s.text(A_KEEPALIVE, words -> minutes(words).filter(m -> m <= KeepSpec.MOST)));
        List<String> exempt = keys.optional("exempt")
                .map(s -> s.items(0, MOST_PEOPLE, "a list of " + MOST_PEOPLE + " people at most", IdleReader::person))
                .orElse(List.of());
        return new IdleTerms(usual, most, kept, Set.copyOf(exempt));
    }

    private static Optional<String> person(Section section) {
        return section.text(
                A_PERSON, name -> Optional.of(name).filter(n -> !n.isBlank() && n.length() <= LONGEST_NAME));
    }

    private static Optional<Integer> idle(String words) {
        return minutes(words).filter(minutes -> minutes >= IdleSpec.LEAST && minutes <= IdleSpec.MOST);
    }

    private static Optional<Integer> minutes(String words) {
        Matcher span = SPAN.matcher(words);
        if (!span.matches()) {
            return Optional.empty();
        }
        int count = Integer.parseInt(span.group(1));
        return Optional.of(
                switch (span.group(2)) {
                    case "h" -> count * 60;
                    case "d" -> count * 24 * 60;
                    default -> count;
                });
    }
}

package dev.atelier.gateway.azure;

import dev.atelier.gateway.yaml.Section;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words of which one is chosen; in capitals or not, as at Azure. */
final class Choices {

    private Choices() {}

    static <E extends Enum<E>> Optional<E> of(Section section, E[] choices) {
        return section.words(
                "one of " + words(choices),
                word -> Arrays.stream(choices)
                        .filter(choice -> choice.name().equals(word.toUpperCase(Locale.ROOT)))
                        .findFirst());
    }

    static <E extends Enum<E>> String words(E[] choices) {
        return Arrays.stream(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}

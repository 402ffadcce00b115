package dev.atelier.gateway.azure;

import dev.atelier.gateway.yaml.Section;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Whole numbers, in quotes or not, as Azure takes them. */
final class Numbers {

    private Numbers() {}

    static Optional<Integer> whole(Section section, String expected, IntPredicate allowed) {
        return section.words(
                expected,
                digits -> Optional.of(digits)
                        .filter(d -> d.matches("0|[1-9][0-9]{0,8}"))
                        .map(Integer::valueOf)
                        .filter(allowed::test));
    }

    static Optional<Integer> whole(Section section, int least, int most) {
        return whole(section, "a whole number from " + least + " to " + most, n -> n >= least && n <= most);
    }
}

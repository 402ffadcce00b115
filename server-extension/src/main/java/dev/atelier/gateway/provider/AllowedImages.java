package dev.atelier.gateway.provider;

import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which images people may name.
 *
 * @param patterns empty for any
 */
public record AllowedImages(Optional<List<ImagePattern>> patterns) {
    private static final int SHOWN = 20;

    public AllowedImages {
        patterns = patterns.map(List::copyOf);
    }

    public static AllowedImages any() {
        return new AllowedImages(Optional.empty());
    }

    /**
     * @param usual what is meant where nobody names an image, for the words that say what to type
     * @throws dev.atelier.api.ProblemException {@code image-not-allowed} (403)
     */
    public void require(String image, String usual) {
        if (patterns.isPresent() && patterns.orElseThrow().stream().noneMatch(p -> p.matches(image))) {
            throw Problem.of(
                            403,
                            "image-not-allowed",
                            "The operator has not allowed the image “" + Names.shown(image) + "” (so far: "
                                    + shown(patterns.orElseThrow()) + ").",
                            "Type --image with one of these, or leave it out to get " + usual
                                    + ". Whoever runs the gateway allows others with images in atelier.yml.")
                    .asException();
        }
    }

    private static String shown(List<ImagePattern> patterns) {
        if (patterns.isEmpty()) {
            return "none";
        }
        String first = patterns.stream().limit(SHOWN).map(ImagePattern::written).collect(Collectors.joining(", "));
        return patterns.size() > SHOWN ? first + " and " + (patterns.size() - SHOWN) + " more" : first;
    }
}

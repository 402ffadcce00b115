package dev.atelier.gateway.provider.docker;

import dev.atelier.gateway.provider.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How things in an engine say whose they are.
 *
 * @param gateway the id of the gateway that made them
 */
record Labels(String gateway) {
    static final String GATEWAY = "dev.atelier.gateway";
    static final String OWNER = "dev.atelier.owner";
    static final String NAME = "dev.atelier.name";
    /** The id of a spare, which stays on what it was made into. */
    static final String SPARE = "dev.atelier.spare";

    /** What a spare was made with; another would not be the same. */
    static final String TERMS = "dev.atelier.terms";

    /** The name of the size that it was made with. */
    static final String SIZE = "dev.atelier.size";
    /** The cards that it was made with, with commas between them. */
    static final String GPUS = "dev.atelier.gpus";

    /** The id of the image that the instance was made from, where its container is made of another by now. */
    static final String IMAGE = "dev.atelier.image";

    static final String GENERATION = "dev.atelier.generation";

    /** Which mount of an instance a helper serves. */
    static final String MOUNT = "dev.atelier.mount";

    /** On an image that was made of an instance's container on the way: what a person wrote is in it. */
    static final String PRIVATE = "dev.atelier.private";

    private static final List<String> READ =
            List.of(OWNER, NAME, GENERATION, SPARE, TERMS, SIZE, GPUS, IMAGE, MOUNT, PRIVATE);

    /**
     * What a container is to be made with. An engine adds the labels of its image wherever it is not told another, and anybody
     * makes images, so each that is ever read is told: empty where there is none.
     */
    static Map<String, String> whole(Map<String, String> own) {
        Map<String, String> all = new HashMap<>();
        READ.forEach(label -> all.put(label, ""));
        all.putAll(own);
        return all;
    }

    /** A label of a container; none where it is empty. */
    static Optional<String> read(Map<String, String> labels, String label) {
        return Optional.ofNullable(labels.get(label)).filter(value -> !value.isEmpty());
    }

    Map<String, String> own() {
        return Map.of(GATEWAY, gateway);
    }

    Map<String, String> of(Place place) {
        return Map.of(
                GATEWAY,
                gateway,
                OWNER,
                place.owner(),
                NAME,
                place.name().toLowerCase(java.util.Locale.ROOT),
                GENERATION,
                String.valueOf(place.generation()));
    }

    /** What all generations of an instance have in common. */
    Map<String, String> anyOf(Place place) {
        return Map.of(GATEWAY, gateway, NAME, place.name().toLowerCase(java.util.Locale.ROOT));
    }

    Map<String, String> ofSpare(String id, String size, String terms) {
        return Map.of(GATEWAY, gateway, SPARE, id, SIZE, size, TERMS, terms);
    }

    /** A name that no instance's container can have. */
    String spareName(String id) {
        return "atelier-" + gateway + ".spare." + id;
    }

    /** As the engine's lists want them. */
    static List<String> filters(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(l -> l.getKey() + "=" + l.getValue())
                .toList();
    }

    String containerName(Place place) {
        return "atelier-" + gateway + "-" + place.name().toLowerCase(java.util.Locale.ROOT) + "-" + place.generation();
    }

    /** The containers of all generations of an instance; a spare that was taken over has its name alone. */
    String containerNames(Place place) {
        return "^/atelier-" + gateway + "-" + place.name().toLowerCase(java.util.Locale.ROOT) + "-[0-9]+$";
    }

    /** Of a container that serves for a moment: always the same name, so that the next one takes its place. */
    String helperName(String purpose) {
        return "atelier-" + gateway + "-" + purpose;
    }
}

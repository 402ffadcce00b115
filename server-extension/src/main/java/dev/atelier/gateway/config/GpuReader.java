package dev.atelier.gateway.config;

import dev.atelier.gateway.provider.GpuCards;
import dev.atelier.gateway.yaml.Section;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads which GPUs there are. Whether a device is there is looked at when somebody gets it: drivers come and go. */
final class GpuReader {
    static final int MOST = 64;

    private static final List<String> KEYS = List.of("devices", "shared");
    private static final Pattern NODE = Pattern.compile("/dev(/[A-Za-z0-9_:-][A-Za-z0-9._:-]*)+");
    private static final Pattern NVIDIA =
            Pattern.compile(GpuCards.NVIDIA + "([0-9]{1,3}|(GPU|MIG)-[A-Za-z0-9-]{1,80})");
    private static final int LONGEST = 255;
    private static final String A_NODE = "a device like /dev/kfd, each once";
    private static final String A_CARD =
            "a device like /dev/dri/renderD128, or a card like nvidia:0 where all are such, each once";

    private final Set<String> seen = new HashSet<>();
    private Optional<Boolean> nvidia = Optional.empty();

    static Optional<GpuCards> read(Section section) {
        return section.keys(KEYS).map(keys -> new GpuReader().read(keys));
    }

    private GpuCards read(Section.Keys keys) {
        String some = "a list of 1 to " + MOST + " devices";
        List<String> cards = keys.required("devices", some)
                .map(s -> s.items(1, MOST, some, this::card))
                .orElse(List.of());
        List<Path> shared = keys.optional("shared")
                .map(s -> s.items(0, MOST, "a list of " + MOST + " devices at most", this::node))
                .orElse(List.of());
        return new GpuCards(cards, shared);
    }

    private Optional<String> card(Section section) {
        return section.text(A_CARD, words -> {
            boolean isNvidia = NVIDIA.matcher(words).matches();
            boolean fits = (isNvidia || isNode(words)) && nvidia.orElse(isNvidia) == isNvidia && seen.add(words);
            nvidia = nvidia.or(() -> Optional.of(isNvidia));
            return Optional.of(words).filter(w -> fits);
        });
    }

    private Optional<Path> node(Section section) {
        return section.text(
                A_NODE,
                words ->
                        Optional.of(words).filter(w -> isNode(w) && seen.add(w)).map(Path::of));
    }

    private static boolean isNode(String words) {
        return words.length() <= LONGEST && NODE.matcher(words).matches();
    }
}

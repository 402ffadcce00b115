package dev.atelier.gateway.provider;

import java.nio.file.Path;
import java.util.List;

/**
 * The GPUs that the operator gives to containers.
 *
 * @param cards each is one instance's at a time: {@code nvidia:0} or {@code nvidia:GPU-…} as NVIDIA's runtime counts them, or the
 *     path of a device node
 * @param shared device nodes that whoever has one of those gets besides, such as AMD's {@code /dev/kfd}
 */
public record GpuCards(List<String> cards, List<Path> shared) {
    /** What a card's name begins with that only NVIDIA's runtime can bring. */
    public static final String NVIDIA = "nvidia:";

    public GpuCards {
        cards = List.copyOf(cards);
        shared = List.copyOf(shared);
    }

    public static GpuCards none() {
        return new GpuCards(List.of(), List.of());
    }
}

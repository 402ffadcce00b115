package dev.atelier.gateway.provider;

import dev.atelier.api.Size;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the operator lets people have; instances that are there keep what they were made with.
 *
 * @param sizes empty where the operator names none, and they are made from what there is
 * @param hostPorts what instances may reach of the computer that they run on
 */
public record Terms(List<OfferedSize> sizes, AllowedImages images, GpuCards gpus, List<Integer> hostPorts) {

    public Terms {
        sizes = List.copyOf(sizes);
        hostPorts = List.copyOf(hostPorts);
    }

    /** Without GPUs, and without a way to the engine's computer. */
    public Terms(List<OfferedSize> sizes, AllowedImages images) {
        this(sizes, images, GpuCards.none(), List.of());
    }

    /** Of an operator who has said nothing. */
    public static Terms usual() {
        return new Terms(List.of(), AllowedImages.any());
    }

    /** For an engine that is not this computer's: without its GPUs, and the sizes are that provider's. */
    public Terms elsewhere(String provider) {
        List<OfferedSize> there = sizes.stream()
                .filter(offered -> offered.size().gpus() == 0)
                .map(offered ->
                        new OfferedSize(offered.size().withProvider(provider), offered.shmBytes(), offered.aliases()))
                .toList();
        return new Terms(there, images, GpuCards.none(), hostPorts);
    }

    public Optional<Size> byAlias(String alias) {
        return first(offered -> offered.aliases().contains(alias))
                .or(() -> first(offered -> offered.aliases().stream().anyMatch(alias::equalsIgnoreCase)));
    }

    private Optional<Size> first(Predicate<OfferedSize> wanted) {
        return sizes.stream().filter(wanted).findFirst().map(OfferedSize::size);
    }

    /** The shared memory of a size; a quarter of its memory where the operator does not offer it. */
    public long shmBytes(Size size) {
        return sizes.stream()
                .filter(offered -> offered.size().equals(size))
                .findFirst()
                .map(OfferedSize::shmBytes)
                .orElse(size.memoryBytes() / 4);
    }
}

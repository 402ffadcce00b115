package dev.atelier.gateway.config;

import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.provider.AllowedImages;
import dev.atelier.gateway.provider.GpuCards;
import dev.atelier.gateway.provider.NamedEngine;
import dev.atelier.gateway.provider.OfferedSize;
import dev.atelier.gateway.provider.Terms;
import dev.atelier.gateway.provider.ssh.AllowedNetworks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the operator's file says.
 *
 * @param sizes of containers; empty for those made from what the engine has
 * @param hostPorts of the engine's computer, for containers to reach
 * @param datastoreFolders absolute; as {@code --datastore-folder}
 * @param sshNetworks as {@code --ssh-networks}; empty for its default
 * @param spareKernels 0 to {@value #MOST_SPARE_KERNELS}; as {@code --spare-kernels}
 * @param defaultProvider as {@code --default-provider}
 * @param engines on other computers, by names of their own
 * @param bounds what people may have, and how long it may be idle
 */
public record OperatorFile(
        List<OfferedSize> sizes,
        AllowedImages images,
        GpuCards gpus,
        List<Integer> hostPorts,
        List<Path> datastoreFolders,
        Optional<AllowedNetworks> sshNetworks,
        Optional<Integer> spareKernels,
        Optional<String> defaultProvider,
        List<NamedEngine> engines,
        Bounds bounds) {
    public static final int MOST_SPARE_KERNELS = 10;

    public OperatorFile {
        sizes = List.copyOf(sizes);
        hostPorts = List.copyOf(hostPorts);
        datastoreFolders = List.copyOf(datastoreFolders);
        engines = List.copyOf(engines);
    }

    /** What holds without a file. */
    public static OperatorFile none() {
        return new OperatorFile(
                List.of(),
                AllowedImages.any(),
                GpuCards.none(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Bounds.none());
    }

    public Terms terms() {
        return new Terms(sizes, images, gpus, hostPorts);
    }
}

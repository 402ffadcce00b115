package dev.atelier.api;

import java.util.List;

/**
 * What an instance's container was made with.
 *
 * @param gpus whole cards: a device node such as {@code /dev/dri/renderD128}, or {@code nvidia:0}. They are its own while it runs
 */
public record ContainerDetails(ImageDetails image, List<String> gpus) {

    public ContainerDetails {
        gpus = gpus == null ? List.of() : List.copyOf(gpus);
    }
}

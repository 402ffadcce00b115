package dev.atelier.gateway.provider;

import dev.atelier.api.Gpu;
import java.util.List;

/** A provider that looks which GPUs its instances have. */
public interface GpuAware {

    /** Those that were seen when the place was started last. */
    List<Gpu> gpus(Place place);
}

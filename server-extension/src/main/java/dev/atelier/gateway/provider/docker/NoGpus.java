package dev.atelier.gateway.provider.docker;

import dev.atelier.gateway.provider.GpuClaims;
import dev.atelier.gateway.provider.Place;
import java.util.List;

/** The operator's file names the GPUs of this computer, so an engine elsewhere has none to give. */
final class NoGpus implements GpuClaims {

    @Override
    public Outcome claim(Place place, int count, List<String> from) {
        return new Taken(0, List.of());
    }

    @Override
    public void release(Place place) {}
}

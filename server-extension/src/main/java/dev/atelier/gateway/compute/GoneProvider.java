package dev.atelier.gateway.compute;

import dev.atelier.api.Size;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.provider.Absent;
import dev.atelier.gateway.provider.Generations;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.Resizable;
import java.net.NoRouteToHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stands for one that made instances and that the operator's file names no more: what became of them is not known, and they are
 * what they were as soon as it is back. They can be given up meanwhile; what is left of them waits for it, too.
 */
record GoneProvider(String name) implements Provider, Absent, Generations, Resizable {

    @Override
    public Optional<String> absence() {
        return Optional.of(words() + ".");
    }

    private String words() {
        return "The provider " + name + " is not in atelier.yml any more; put it back among the engines there";
    }

    private ProviderUnreachable gone() {
        return new ProviderUnreachable(words(), new NoRouteToHostException(name));
    }

    @Override
    public List<Size> sizes() {
        return List.of();
    }

    @Override
    public void prepare(Place place, Consumer<String> progress) throws ProviderUnreachable {
        throw gone();
    }

    @Override
    public AgentAddress start(Place place, Consumer<String> progress) throws ProviderUnreachable {
        throw gone();
    }

    @Override
    public Optional<AgentAddress> find(Place place) throws ProviderUnreachable {
        throw gone();
    }

    @Override
    public void stop(Place place) throws ProviderUnreachable {
        throw gone();
    }

    @Override
    public void remove(Place place) throws ProviderUnreachable {
        throw gone();
    }

    @Override
    public String elsewhere(Place place) {
        return "what " + name + " has of " + place.name();
    }

    /** What is here of it is for the provider to know; the next of its name writes over it. */
    @Override
    public void giveUp(Place place) {}

    @Override
    public void removeGivenUp(Place place) throws ProviderUnreachable {
        throw gone();
    }

    @Override
    public void requireResizable(Place stopped) throws ProviderUnreachable {
        throw gone();
    }

    @Override
    public Inside inside(Place place) throws ProviderUnreachable {
        throw gone();
    }
}

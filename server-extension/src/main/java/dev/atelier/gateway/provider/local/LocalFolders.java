package dev.atelier.gateway.provider.local;

import dev.atelier.gateway.provider.Place;
import java.nio.file.Path;

/** Where the files of a local instance are. */
record LocalFolders(Path instances) {

    Path root(Place place) {
        return instances.resolve(place.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** The agent's own folder: connection files, journals, jobs. */
    Path state(Place place) {
        return root(place).resolve("agent");
    }

    Path agentFile(Place place) {
        return state(place).resolve("agent.json");
    }

    Path config(Place place) {
        return root(place).resolve("agent-config.json");
    }

    Path log(Place place) {
        return root(place).resolve("agent.log");
    }

    Path scratch(Place place) {
        return root(place).resolve("scratch");
    }

    Path environment(Place place) {
        return root(place).resolve("env");
    }

    Path mounts(Place place) {
        return root(place).resolve("mnt");
    }
}

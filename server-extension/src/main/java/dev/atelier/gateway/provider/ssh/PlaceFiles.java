package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Problem;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What this computer keeps of attached hosts, a folder each; and how places are named there. */
record PlaceFiles(Path instances) {

    static SshHost host(Place place) {
        return place.ssh()
                .orElseThrow(() -> Problem.of(
                                400,
                                "no-host",
                                "The provider ssh makes no instances; hosts that are there are attached.",
                                "Type: `compute attach " + place.name() + " --ssh USER@HOST`")
                        .asException());
    }

    /** The name of its folder there: letters, digits and dashes. */
    static String key(Place place) {
        return place.name().toLowerCase(Locale.ROOT) + "-" + place.generation();
    }

    Path folder(Place place) {
        return instances.resolve(place.name().toLowerCase(Locale.ROOT));
    }

    /** What the agent was told; there once it has been started. */
    Path config(Place place) {
        return folder(place).resolve("agent-config.json");
    }

    /** What the host said of itself; there once something of ours may be there. */
    Path facts(Place place) {
        return folder(place).resolve("host.json");
    }

    /** The port of the host's loopback that leads to the share. */
    Path sharePort(Place place) {
        return folder(place).resolve("share-port");
    }

    /** What serves the share to it: its password and its key. */
    Path shareServer(Place place) {
        return folder(place).resolve("share-server");
    }

    boolean wasPrepared(Place place) {
        return Files.exists(facts(place));
    }

    boolean wasStarted(Place place) {
        return Files.exists(config(place));
    }
}

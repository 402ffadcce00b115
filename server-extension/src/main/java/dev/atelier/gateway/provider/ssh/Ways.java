package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.Place;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The ways to the hosts in use, one for each place; they come into being when somebody goes there. */
final class Ways implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ways.class.getName());

    private final String gateway;
    private final String toolbox;
    private final PlaceFiles files;
    private final OwnerKeys keys;
    private final Dialling dialling;
    private final Path share;
    private final Map<String, Reached> reached = new ConcurrentHashMap<>();

    /**
     * @param gateway the name of our folder on each host
     * @param toolbox the version of the toolbox
     * @param share what is served to hosts
     */
    Ways(String gateway, String toolbox, PlaceFiles files, OwnerKeys keys, Dialling dialling, Path share) {
        this.gateway = gateway;
        this.toolbox = toolbox;
        this.files = files;
        this.keys = keys;
        this.dialling = dialling;
        this.share = share;
    }

    /** One of its own, for a moment. */
    HostConnection connection(Place place) throws IOException {
        return new HostConnection(
                Acceptance.ofInstance(place.name()), PlaceFiles.host(place), keys.of(place.owner()), dialling);
    }

    Reached to(Place place) throws IOException {
        SshHost host = PlaceFiles.host(place);
        String key = PlaceFiles.key(place);
        Reached known = reached.get(key);
        if (known != null && known.host().leadsTo(host)) {
            return known;
        }
        if (known != null && reached.remove(key, known)) {
            known.close(); // another key of that host is the accepted one now
        }
        Reached made = make(place, key);
        Reached first = reached.putIfAbsent(key, made);
        if (first != null) {
            made.close();
            return first;
        }
        return made;
    }

    private Reached make(Place place, String key) throws IOException {
        HostConnection connection = connection(place);
        ShareServer server = new ShareServer(share, files.shareServer(place));
        HostShare mount = new HostShare(server, List.of(gateway, key), toolbox, files.sharePort(place));
        connection.onArrival(mount::arrived);
        return new Reached(connection, new Tunnel(connection), new HostAgents(connection, gateway, key), mount, server);
    }

    /** The one in use, if there is one. */
    Optional<Reached> known(Place place) {
        return Optional.ofNullable(reached.get(PlaceFiles.key(place)));
    }

    void leave(Place place) throws IOException {
        Reached way = reached.remove(PlaceFiles.key(place));
        if (way != null) {
            way.close();
        }
    }

    @Override
    public void close() {
        for (Reached way : reached.values()) {
            try {
                way.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a way to a host was broken", e);
            }
        }
    }
}

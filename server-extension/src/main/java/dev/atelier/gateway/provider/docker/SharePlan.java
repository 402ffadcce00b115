package dev.atelier.gateway.provider.docker;

import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.ssh.EngineHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the share is mounted by a helper container, where it is served from here. */
final class SharePlan {
    /** Its name among an instance's mounts; none of a person's can have it. */
    static final String MOUNT = ".share";

    /** In the volume of the mounts: what has not gone to the share yet outlives the helper. */
    static final String CACHE = ContainerPaths.MOUNTS + "/.share-cache";

    /** As for hosts that people own: what one instance writes others see within a second or two. */
    private static final List<String> OPTIONS = List.of(
            "--umask",
            "022",
            "--cache-dir",
            CACHE,
            "--vfs-cache-mode",
            "writes",
            "--vfs-write-back",
            "100ms",
            "--dir-cache-time",
            "1s",
            "--attr-timeout",
            "1s",
            "--poll-interval",
            "0",
            "--low-level-retries",
            "10",
            "--timeout",
            "30s",
            "--contimeout",
            "10s");

    private static final String REMOTE = "share:";
    private static final String PROBE_SECONDS = "15";
    private static final String KNOWN_HOSTS = "root/share.hosts";

    private SharePlan() {}

    /** A file of a helper that mounts through this port. */
    static String mark(EngineHost.ShareWay way) {
        return "root/port-" + way.port();
    }

    static MountPlan of(EngineHost.ShareWay way, DatastoreHelpers.Owner owner) {
        List<String> words = new ArrayList<>(List.of("bucket", REMOTE, PROBE_SECONDS, REMOTE, "--allow-other"));
        words.addAll(owner.options());
        words.addAll(OPTIONS);
        return new MountPlan(
                DatastoreHelpers.words(MOUNT, words),
                List.of(),
                Map.of(
                        DatastoreHelpers.RCLONE_FILE,
                        way.configuration() + "known_hosts_file = /" + KNOWN_HOSTS + "\n",
                        KNOWN_HOSTS,
                        way.knownHosts() + "\n",
                        mark(way),
                        ""),
                (said, _) -> Problem.of(
                                502,
                                "share-not-mounted",
                                "The share can't be mounted on the engine's computer: " + said,
                                "That computer needs /dev/fuse (modprobe fuse), and its sshd AllowTcpForwarding yes.")
                        .asException());
    }
}

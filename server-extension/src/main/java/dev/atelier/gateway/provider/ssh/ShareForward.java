package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.forwarded.RemotePortForwarder;
import net.schmizz.sshj.transport.TransportException;

/**
 * A port of a host's loopback that leads to what {@link ShareServer} serves. Each connection forwards it again, the same one
 * where it can be had: then what is mounted there goes on after a cut.
 */
final class ShareForward {
    private static final System.Logger LOG = System.getLogger(ShareForward.class.getName());
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration QUICK = Duration.ofSeconds(20);
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    private final ShareServer server;
    private final List<String> where;
    private final Path portFile;
    private final int most;

    /**
     * @param where our folder on the host, and a folder in it, which notes the connection that has the port
     * @param portFile remembers the host's port over restarts of the gateway
     * @param most how many connections the host may have at once
     */
    ShareForward(ShareServer server, List<String> where, Path portFile, int most) {
        this.server = server;
        this.where = where;
        this.portFile = portFile;
        this.most = most;
    }

    /**
     * The way to the share, for rclone there.
     *
     * @param configuration a file of its own, with the remote {@code share}
     * @param knownHosts else whoever took the port of the host while it was free would get the password
     */
    record Way(int port, String configuration, String knownHosts) {}

    /** Whether it was ever forwarded. */
    boolean isKnown() {
        return Files.exists(portFile);
    }

    /** Forwards it on the connection in use, unless each connection does so by now. */
    void ensure(HostConnection host) throws IOException, InterruptedException {
        if (!isKnown()) {
            remember(host.with(client -> {
                host.run(client, HostScript.SESSION.text(), where, QUICK);
                return forward(client, 0);
            }));
        }
    }

    /** Forwards it on a new connection; says whether it is the same port as before. */
    boolean again(HostConnection host, SSHClient client) throws IOException, InterruptedException {
        host.run(client, HostScript.SESSION.text(), where, QUICK);
        int before = port();
        try {
            forward(client, before);
            return true;
        } catch (ConnectionException e) {
            LOG.log(Level.INFO, () -> "the host's port " + before + " is taken; the share gets another", e);
            remember(forward(client, 0));
            return false;
        }
    }

    private int forward(SSHClient client, int port) throws ConnectionException, TransportException {
        return client.getRemotePortForwarder()
                .bind(
                        new RemotePortForwarder.Forward(LOOPBACK, port),
                        new ShareChannels(server, client.getTransport(), most))
                .getPort();
    }

    private int port() throws IOException {
        String text = Files.readString(portFile).strip();
        if (!PORT.matcher(text).matches()) { // of a computer that lost its power, half of it
            throw Problem.of(
                            500,
                            "bad-share-port",
                            "The file " + portFile + " holds no port.",
                            "Remove it, then restart the instance.")
                    .asException();
        }
        return Integer.parseInt(text);
    }

    private void remember(int port) throws IOException {
        PrivateFiles.write(portFile, port + "\n");
    }

    /** With a server that listens. */
    Way way() throws IOException, InterruptedException {
        server.port(); // its reasons are better than rclone's there
        int port = port();
        return new Way(
                port, configuration(port), "[" + LOOPBACK + "]:" + port + " " + Fingerprints.line(server.hostKey()));
    }

    private String configuration(int port) throws IOException, InterruptedException {
        ShareServer.Access access = server.access();
        return String.join(
                "\n",
                "[share]",
                "type = sftp",
                "host = " + LOOPBACK,
                "port = " + port,
                "user = " + access.user(),
                "pass = " + server.obscured(access),
                "shell_type = none",
                "md5sum_command = none",
                "sha1sum_command = none",
                "");
    }
}

package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.provider.toolbox.Tar;
import dev.atelier.gateway.provider.toolbox.Toolbox;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Brings the toolbox to a host, once for a build: as one archive, checked by its hash, and into its place by a rename. */
final class HostToolbox {
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration BRING = Duration.ofMinutes(15);
    private static final Duration PREPARE = Duration.ofMinutes(5);
    private static final int LETTERS = 12;
    private static final int NOT_THERE = 40;
    private static final int OTHER_HASH = 43;
    private static final int BUFFER = 1 << 16;

    private final Toolbox toolbox;

    HostToolbox(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    /** Short, because sockets' paths must be; another one for each other toolbox. */
    String version() {
        return Secrets.hash(toolbox.version()).substring(0, LETTERS);
    }

    /** @param gateway the name of our folder there */
    void ensure(HostConnection host, String gateway, HostPaths paths, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<String> known = List.of(gateway, version());
        HostConnection.Outcome there = host.run(HostScript.TOOLBOX.text(), known, LOOK);
        if (there.succeeded()) {
            return;
        }
        if (there.exitCode() != NOT_THERE) {
            throw failed(there).asException();
        }
        Tar.Content contents = toolbox.contents(paths.toolbox(), progress);
        progress.accept("bringing the toolbox (once)");
        String hash = send(host, gateway, contents, progress);
        progress.accept("preparing the Java kernel (once)");
        HostConnection.Outcome made = host.run(HostScript.TOOLBOX.text(), List.of(gateway, version(), hash), PREPARE);
        if (!made.succeeded()) {
            throw failed(made).asException();
        }
    }

    /** Says the archive's SHA-256. */
    private static String send(HostConnection host, String gateway, Tar.Content contents, Consumer<String> progress)
            throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        HostConnection.Outcome sent = host.exec(
                "cat >.atelier/" + gateway + "/incoming.tar",
                out -> {
                    try (Tar tar = new Tar(
                            new DigestOutputStream(
                                    new java.io.BufferedOutputStream(new Counted(out, progress), BUFFER), digest),
                            0,
                            0)) {
                        contents.write(tar);
                    }
                },
                BRING);
        if (!sent.succeeded()) {
            throw failed(sent).asException();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Tells how much has gone, now and then. */
    private static final class Counted extends FilterOutputStream {
        private static final long STEP = 32L << 20;

        private final Consumer<String> progress;
        private long gone;

        Counted(OutputStream out, Consumer<String> progress) {
            super(out);
            this.progress = progress;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            long before = gone;
            gone += length;
            if (before / STEP != gone / STEP) {
                progress.accept("bringing the toolbox (once), " + (gone >> 20) + " MiB so far");
            }
        }
    }

    private static Problem failed(HostConnection.Outcome outcome) {
        return outcome.exitCode() == OTHER_HASH
                ? Problem.of(
                        502,
                        "toolbox-torn",
                        "The toolbox arrived at the host as another one than was sent.",
                        "Try again; look at the free space of the home folder there.")
                : Problem.of(
                        500,
                        "no-toolbox",
                        "The toolbox could not be put onto the host: " + outcome.lastWords(),
                        "Look at the free space of the home folder there; it needs about 500 MB.");
    }
}

package dev.atelier.gateway.doctor;

import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Whether gateway and instance see the same share: each reads what the other wrote. Both files are removed. */
record ShareLook(Patient patient, Share share) implements Examination.Look {
    static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration RUN = Duration.ofSeconds(10);
    private static final Duration ARRIVAL = Duration.ofSeconds(6); // what a host writes comes a moment later
    private static final long PAUSE_MILLIS = 50;
    private static final int LONGEST = 100;

    /** Reads the gateway's file, writes its own. */
    private static final String EXCHANGE = """
            cat -- "$1" || exit 3
            printf %s "$2" >"$3" || exit 4
            """;

    private static final String REMOVE = "rm -f -- \"$1\" \"$2\"";

    @Override
    public Finding look() throws IOException, InterruptedException {
        String cure = "See who may write there; `compute restart " + patient.name() + "` mounts it anew.";
        if (!share.isThere()) {
            return Finding.failed(
                    "The share's folder " + share.root() + " is not the one that the gateway began with: it was moved,"
                            + " or its disk is not mounted.",
                    "Bring it back to its place, or end the gateway and start it with: ./atelier up --share FOLDER");
        }
        String mark = UUID.randomUUID().toString();
        String fromGateway = ".atelier-doctor-" + mark + "-gateway";
        String fromInstance = ".atelier-doctor-" + mark + "-instance";
        try {
            Files.writeString(share.root().resolve(fromGateway), mark, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            return Finding.failed("The gateway can't write to the share " + share.root() + ": " + e.getMessage(), cure);
        }
        try {
            Patient.Ran ran = patient.run(RUN, List.of("sh", "-c", EXCHANGE, "sh", fromGateway, mark, fromInstance));
            if (ran.exitCode() != 0 || !ran.stdout().equals(mark)) {
                String what = ran.exitCode() == 4
                        ? "The instance can't write to the share: "
                        : "The instance does not see what the gateway wrote to the share: ";
                return Finding.failed(what + ran.lastWords(), cure);
            }
            return arrives(share.root().resolve(fromInstance), mark)
                    ? Finding.ok("Each sees what the other writes to " + share.root() + ".")
                    : Finding.failed("The gateway does not see what the instance wrote to the share.", cure);
        } finally {
            Files.deleteIfExists(share.root().resolve(fromGateway));
            Files.deleteIfExists(share.root().resolve(fromInstance));
            removeThere(fromGateway, fromInstance);
        }
    }

    /** Where it is another share than ours, its file lies there. */
    private void removeThere(String one, String other) {
        Thread.ofVirtual().name("doctor-tidy").start(() -> {
            try {
                patient.run(RUN, List.of("sh", "-c", REMOVE, "sh", one, other));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) { // the finding says already what is wrong
                System.getLogger(ShareLook.class.getName()).log(System.Logger.Level.DEBUG, "not tidy", e);
            }
        });
    }

    private static boolean arrives(Path file, String mark) throws IOException, InterruptedException {
        long end = System.nanoTime() + ARRIVAL.toNanos();
        while (!read(file).equals(mark)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}

package dev.atelier.gateway.provider.toolbox;

import dev.atelier.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the toolbox takes over from this computer, where it has it: rclone and what it mounts with, and its certificates. */
final class HostPrograms {
    private static final List<String> PROGRAMS = List.of("rclone", "fusermount3");
    private static final List<Path> CERTIFICATES = Stream.of(
                    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
            .map(Path::of)
            .toList();

    private HostPrograms() {}

    /** Another one where the programs are others: a toolbox that was made without rclone is not the one with it. */
    static String fingerprint() {
        StringBuilder seen = new StringBuilder();
        for (String program : PROGRAMS) {
            seen.append(find(program).map(HostPrograms::version).orElse("none")).append(' ');
        }
        return Integer.toHexString(seen.toString().hashCode());
    }

    private static String version(Path program) {
        try {
            return Files.size(program) + "@"
                    + Files.getLastModifiedTime(program).toMillis();
        } catch (IOException e) {
            return "none";
        }
    }

    static void addTo(Tar tar) throws IOException {
        for (String program : PROGRAMS) {
            Optional<Path> found = find(program);
            if (found.isPresent()) {
                tar.program("bin/" + program, found.orElseThrow());
            }
        }
        Optional<Path> fusermount = find("fusermount3");
        if (fusermount.isPresent()) {
            tar.program("bin/fusermount", fusermount.orElseThrow()); // the name under which older rclones look for it
        }
        Optional<Path> certificates =
                CERTIFICATES.stream().filter(Files::isReadable).findFirst();
        if (certificates.isPresent()) {
            tar.program("certificates.crt", certificates.orElseThrow());
        }
    }

    static void requireRclone() {
        for (String program : PROGRAMS) {
            if (find(program).isEmpty()) {
                throw Problem.of(
                                501,
                                "no-fuse",
                                "The program " + program + " is not installed. Buckets are mounted with it.",
                                "Install both with: apt-get install rclone fuse3. Then create the instance anew.")
                        .asException();
            }
        }
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

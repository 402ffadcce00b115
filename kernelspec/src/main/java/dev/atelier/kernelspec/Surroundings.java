package dev.atelier.kernelspec;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the installer finds around it.
 *
 * @param java the executable that runs it, and will run the kernel
 * @param jar this program, with all that it needs beside it
 * @param version Maven's, of this program
 */
record Surroundings(
        Map<String, String> environment,
        String osName,
        Path home,
        Path directory,
        Path java,
        Path jar,
        String version) {

    static Surroundings current() {
        String os = System.getProperty("os.name");
        return new Surroundings(
                System.getenv(),
                os,
                Path.of(System.getProperty("user.home")),
                Path.of(System.getProperty("user.dir")),
                Path.of(System.getProperty("java.home"), "bin", windows(os) ? "java.exe" : "java"),
                ownJar(),
                Optional.ofNullable(Surroundings.class.getPackage().getImplementationVersion())
                        .orElse("0"));
    }

    JupyterFolders folders() {
        return new JupyterFolders(environment, osName, home);
    }

    static boolean windows(String osName) {
        return osName.startsWith("Windows");
    }

    private static Path ownJar() {
        try {
            return Path.of(Surroundings.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

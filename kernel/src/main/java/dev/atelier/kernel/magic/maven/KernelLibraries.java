package dev.atelier.kernel.magic.maven;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;

/** The libraries that the kernel itself runs on: a notebook gets them before its own, whatever it adds. */
final class KernelLibraries {
    /** @return the version of the kernel's copy, where its jar tells it as Maven writes it */
    Optional<String> version(Coordinate coordinate) {
        String name = "META-INF/maven/" + coordinate.group() + "/" + coordinate.artifact() + "/pom.properties";
        try (InputStream in = KernelLibraries.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null || !coordinate.classifier().isEmpty()) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(in);
            return Optional.ofNullable(properties.getProperty("version"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

package dev.atelier.gateway.application;

import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port of an instance, as it is written into a host: {@code box1-8888}.
 *
 * @param compute in lower case, as hosts are
 */
public record ApplicationName(String compute, int port) {
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern LABEL = Pattern.compile("([a-z][a-z0-9-]{2,23})-([1-9][0-9]{0,4})");

    public ApplicationName {
        compute = compute.toLowerCase(Locale.ROOT);
    }

    static Optional<ApplicationName> ofLabel(String label) {
        Matcher matcher = LABEL.matcher(label.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? Optional.of(new ApplicationName(matcher.group(1), Integer.parseInt(matcher.group(2))))
                        .filter(name -> name.port() <= HIGHEST_PORT)
                : Optional.empty();
    }

    /** @throws dev.atelier.api.ProblemException {@code bad-application} (400) */
    static ApplicationName require(String label) {
        return ofLabel(label)
                .orElseThrow(() -> Problem.of(
                                400,
                                "bad-application",
                                "“" + Names.shown(label) + "” names no application.",
                                "Write the instance and the port, like box1-8888.")
                        .asException());
    }

    /** The same of an instance's name and a port by themselves. */
    static ApplicationName require(String compute, String port) {
        return require(Names.require("instance", compute) + "-" + port);
    }

    String label() {
        return compute + "-" + port;
    }

    /** For people: {@code port 8888 of box1}. */
    String words() {
        return "port " + port + " of " + compute;
    }
}

package dev.atelier.gateway.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the gate listens and what it lets through.
 *
 * @param door where it listens, and to whom
 * @param basePath the path under which everything lies, with a slash at both ends; {@code /} alone by default
 * @param names the host names that clients may use besides loopback's and the address they reached; without ports
 * @param origins the foreign origins that may read answers ({@code https://vscode.dev}); {@code *} for any, which never
 *     covers requests that a cookie signs
 * @param limits the bounds
 * @param rates how often somebody may ask
 */
public record GateConfig(
        Door door, String basePath, Set<String> names, Set<String> origins, Limits limits, Rates rates) {

    /**
     * @param headerBytes the most that request line and headers may have together
     * @param headers the most header fields
     * @param requests the most requests that are answered at one time; more get a 503
     * @param connections the most connections that are open at one time; one more takes the place of one that has not
     *     sent a request yet, or is closed
     * @param head how long a request line with its headers may take; a connection's first request with the handshake
     * @param stall how long a body or an answer may stand still
     * @param idle how long a connection without a request is kept; WebSockets are never idle
     */
    public record Limits(
            int headerBytes, int headers, int requests, int connections, Duration head, Duration stall, Duration idle) {

        public static Limits defaults() {
            return new Limits(
                    32 << 10,
                    100,
                    2_000,
                    20_000,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120));
        }
    }

    /**
     * @param atOnce the most that may come together
     * @param permits how many come back in a period, evenly
     */
    public record Rate(long atOnce, long permits, Duration period) {}

    /**
     * @param person requests of one person, whatever they use
     * @param stranger requests from one address by nobody who is signed in
     * @param wrongSecrets wrong tokens and passwords from one address
     * @param wrongSecretsOfAll the same from all addresses together
     */
    public record Rates(Rate person, Rate stranger, Rate wrongSecrets, Rate wrongSecretsOfAll) {

        /** Far above what JupyterLab's page asks for when it opens, far below what keeps a core busy. */
        public static Rates defaults() {
            return new Rates(
                    new Rate(4_000, 1_000, Duration.ofSeconds(1)),
                    new Rate(1_000, 200, Duration.ofSeconds(1)),
                    new Rate(30, 30, Duration.ofMinutes(1)),
                    new Rate(600, 600, Duration.ofMinutes(1)));
        }
    }

    public GateConfig {
        if (!basePath.startsWith("/") || !basePath.endsWith("/")) {
            throw new IllegalArgumentException("the base path " + basePath + " must begin and end with /");
        }
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        origins = Set.copyOf(origins);
    }

    /** Loopback alone, with the default limits. */
    public static GateConfig loopback(int port) {
        return new GateConfig(Door.loopback(port), "/", Set.of(), Set.of(), Limits.defaults(), Rates.defaults());
    }

    public GateConfig withDoor(Door newDoor) {
        return new GateConfig(newDoor, basePath, names, origins, limits, rates);
    }

    public GateConfig withLimits(Limits newLimits) {
        return new GateConfig(door, basePath, names, origins, newLimits, rates);
    }

    public GateConfig withRates(Rates newRates) {
        return new GateConfig(door, basePath, names, origins, limits, newRates);
    }

    public GateConfig withBasePath(String newBasePath) {
        return new GateConfig(door, newBasePath, names, origins, limits, rates);
    }

    public GateConfig withNames(Set<String> newNames) {
        return new GateConfig(door, basePath, newNames, origins, limits, rates);
    }

    public GateConfig withOrigins(Set<String> newOrigins) {
        return new GateConfig(door, basePath, names, newOrigins, limits, rates);
    }
}

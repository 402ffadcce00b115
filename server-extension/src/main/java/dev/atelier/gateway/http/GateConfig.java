package dev.atelier.gateway.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the gate listens and what it lets through.
 *
 * @param host the address to listen on
 * @param port the port; 0 draws a free one
 * @param basePath the path under which everything lies, with a slash at both ends; {@code /} alone by default
 * @param names the host names that clients may use besides loopback's and the address they reached; without ports
 * @param origins the foreign origins that may read answers ({@code https://vscode.dev}); {@code *} for any, which never
 *     covers requests that a cookie signs
 * @param trustedProxies the addresses whose {@code X-Forwarded-Proto} is believed
 * @param limits the bounds
 */
public record GateConfig(
        String host,
        int port,
        String basePath,
        Set<String> names,
        Set<String> origins,
        Set<String> trustedProxies,
        Limits limits) {

    /**
     * @param headerBytes the most that request line and headers may have together
     * @param headers the most header fields
     * @param requests the most requests that are answered at one time; more get a 503
     * @param connections the most connections that are open at one time; more wait to be accepted
     * @param head how long a request line with its headers may take
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
                    10_000,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120));
        }
    }

    public GateConfig {
        if (!basePath.startsWith("/") || !basePath.endsWith("/")) {
            throw new IllegalArgumentException("the base path " + basePath + " must begin and end with /");
        }
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        origins = Set.copyOf(origins);
        trustedProxies = Set.copyOf(trustedProxies);
    }

    /** Loopback alone, with the default limits. */
    public static GateConfig loopback(int port) {
        return new GateConfig("127.0.0.1", port, "/", Set.of(), Set.of(), Set.of(), Limits.defaults());
    }

    public GateConfig withLimits(Limits newLimits) {
        return new GateConfig(host, port, basePath, names, origins, trustedProxies, newLimits);
    }

    public GateConfig withBasePath(String newBasePath) {
        return new GateConfig(host, port, newBasePath, names, origins, trustedProxies, limits);
    }

    public GateConfig withNames(Set<String> newNames) {
        return new GateConfig(host, port, basePath, newNames, origins, trustedProxies, limits);
    }

    public GateConfig withOrigins(Set<String> newOrigins) {
        return new GateConfig(host, port, basePath, names, newOrigins, trustedProxies, limits);
    }
}

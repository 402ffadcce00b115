package dev.atelier.gateway.application;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Under which hosts applications are found: {@code apps.} before each name of the gateway, {@code localhost} for this computer. */
public final class ApplicationHosts {
    private static final String PREFIX = "apps.";
    private static final String LOCALHOST = "localhost";
    private static final Set<String> LOOPBACK = Set.of(LOCALHOST, "127.0.0.1", "[::1]");

    private final Set<String> names;
    private final Set<String> suffixes;

    /** @param names the gateway's own, in lower case */
    public ApplicationHosts(Set<String> names) {
        this.names = Set.copyOf(names);
        this.suffixes = Stream.concat(names.stream(), Stream.of(LOCALHOST))
                .map(name -> PREFIX + name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether this host, without its port, belongs to applications, be it one or not. */
    boolean isFor(String name) {
        int dot = name.indexOf('.');
        return dot > 0 && suffixes.contains(name.substring(dot + 1));
    }

    Optional<ApplicationName> application(String name) {
        return isFor(name) ? ApplicationName.ofLabel(name.substring(0, name.indexOf('.'))) : Optional.empty();
    }

    /** The gateway's own host for an application's, both with port: {@code localhost:8888} for {@code box1-6006.apps.localhost:8888}. */
    static String gatewayOf(String host) {
        return host.substring(host.indexOf('.') + 1 + PREFIX.length());
    }

    /**
     * The application's host for whoever is at this one of the gateway's, both with port; none where the gateway is known by a bare
     * address, below which there are no names.
     */
    Optional<String> hostOf(ApplicationName application, String gateway) {
        String name = name(gateway);
        String port = gateway.substring(name.length());
        if (LOOPBACK.contains(name)) {
            return Optional.of(application.label() + "." + PREFIX + LOCALHOST + port);
        }
        return names.contains(name) ? Optional.of(application.label() + "." + PREFIX + name + port) : Optional.empty();
    }

    /** Whether the gateway is at this host with its port, for whoever is at that of an application. */
    boolean isGateway(String host, String application) {
        return Stream.concat(LOOPBACK.stream(), names.stream())
                .anyMatch(name -> host.equals(
                        name + application.substring(name(application).length())));
    }

    /** A host without its port. */
    static String name(String host) {
        return host.endsWith("]") ? host : host.replaceFirst(":[0-9]{1,5}$", "");
    }

    /** The port that a host has with it; 0 where there is none. */
    static int port(String host) {
        String rest = host.substring(name(host).length());
        return rest.isEmpty() ? 0 : Integer.parseInt(rest.substring(1));
    }
}

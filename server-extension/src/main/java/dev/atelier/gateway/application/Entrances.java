package dev.atelier.gateway.application;

import dev.atelier.api.Problem;
import dev.atelier.gateway.http.SideRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Supplier;

/** Where applications are found: hosts below the gateway's, and ports where there are no such hosts. */
final class Entrances {
    private final ApplicationHosts hosts;
    private final ApplicationPorts ports;
    private final Supplier<String> page;

    /** @param page the gateway's address for people */
    Entrances(ApplicationHosts hosts, ApplicationPorts ports, Supplier<String> page) {
        this.hosts = hosts;
        this.ports = ports;
        this.page = page;
    }

    boolean isPort(SideRequest request) {
        return ports.isOne(request.port());
    }

    boolean isFor(String name, int port) {
        return ports.isOne(port) || hosts.isFor(name);
    }

    /** Where a request came in. None at a port that is no application's now, and at a host that names none. */
    Optional<Entrance> of(SideRequest request) {
        return isPort(request)
                ? ports.at(request.port()).map(Entrance.AtPort::new)
                : hosts.application(request.name()).map(Entrance.AtHost::new);
    }

    /** Somebody who may has come in there. */
    void use(Entrance entrance) {
        if (entrance instanceof Entrance.AtPort port) {
            ports.use(port.lease());
        }
    }

    /** Whether a later request on the same connection, to the same host, comes in there still. */
    boolean isStill(Entrance entrance) {
        return switch (entrance) {
            case Entrance.AtHost host -> true;
            case Entrance.AtPort port ->
                ports.at(port.lease().port()).filter(port.lease()::equals).isPresent();
        };
    }

    /** What the request's cookie says that this port has been, before it was anybody's or another's. */
    Optional<ApplicationName> former(SideRequest request) {
        return isPort(request)
                ? request
                        .cookies(Credentials.cookieName(Entrance.AtPort.cookieAt(request.port()), request.scheme()))
                        .stream()
                        .flatMap(value -> ApplicationName.ofLabel(Credentials.label(value)).stream())
                        .findFirst()
                : Optional.empty();
    }

    /**
     * The application's origin for whoever is at this one of the gateway's.
     *
     * @throws dev.atelier.api.ProblemException {@code no-name} (409), {@code no-port-left} (503)
     */
    String originOf(ApplicationName application, String gateway) {
        int host = gateway.indexOf("://") + 3;
        String authority = gateway.substring(host);
        return gateway.substring(0, host)
                + hosts.hostOf(application, authority)
                        .filter(h -> ports.isEmpty() || isKnown(h))
                        .orElseGet(() -> portOf(application, authority));
    }

    private String portOf(ApplicationName application, String gateway) {
        if (ports.isEmpty()) {
            throw Problem.of(
                            409,
                            "no-name",
                            "Applications have hosts of their own, and below the bare address " + gateway
                                    + " there are none.",
                            "Open the gateway by a name: start it with ./atelier up --name NAME, where *.apps.NAME leads to"
                                    + " it too. Or give it ports for them: --application-ports 8900-8919.")
                    .asException();
        }
        return ApplicationHosts.name(gateway) + ":" + ports.lease(application).port();
    }

    /** Whether somebody has made the names below the gateway's lead anywhere; browsers know localhost's by themselves. */
    private static boolean isKnown(String host) {
        String name = ApplicationHosts.name(host);
        try {
            return name.endsWith(".localhost") || InetAddress.getByName(name) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether the gateway is at this host with its port, for whoever is here. */
    boolean isGateway(String host, SideRequest request) {
        return isPort(request)
                ? ApplicationHosts.name(host).equals(request.name()) && !ports.isOne(ApplicationHosts.port(host))
                : hosts.isGateway(host, request.host());
    }

    /** The gateway's host with its port for whoever is here and has not said from where they came. */
    String gatewayOf(SideRequest request) {
        return isPort(request)
                ? request.name() + ":" + URI.create(page.get()).getPort()
                : ApplicationHosts.gatewayOf(request.host());
    }
}

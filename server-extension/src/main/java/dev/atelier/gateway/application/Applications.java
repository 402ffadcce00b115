package dev.atelier.gateway.application;

import dev.atelier.api.ApplicationAddress;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.forward.Forwarder;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.SideDoor;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The applications of all instances, and the way to them that leads through the gateway. */
public final class Applications implements AutoCloseable {
    private static final String ADDRESS = "/atelier/v1/computes/{name}/applications/{port}";

    private final Grants grants = new Grants(InstantSource.system());
    private final UnderWay underWay = new UnderWay();
    private final Forwarder forwarder;
    private final String way;
    private final Function<Request, String> page;
    private final Entrances entrances;
    private final Rights rights;
    private final ApplicationDoor door;

    /**
     * @param gate whose names, further ports and base path lead to the gateway
     * @param ownPage the gateway's address for people, without a slash at the end
     * @param page the same as whoever asks can reach it
     * @param people whose proof it is by now
     */
    public Applications(
            GateConfig gate,
            Supplier<String> ownPage,
            Function<Request, String> page,
            Computes computes,
            Function<Proof, Optional<Principal>> people) {
        this.way = gate.basePath() + "applications/";
        this.page = page;
        this.forwarder = new Forwarder(gate.limits().stall());
        ApplicationPorts ports = new ApplicationPorts(gate.door().aside(), InstantSource.system(), underWay::leadsTo);
        this.entrances = new Entrances(new ApplicationHosts(gate.names()), ports, ownPage);
        this.rights = new Rights(people, computes);
        this.door = new ApplicationDoor(
                entrances,
                new Reception(entrances, grants, way),
                rights,
                grants,
                underWay,
                new Ways(computes),
                forwarder);
    }

    public SideDoor door() {
        return door;
    }

    /** Whoever signs out of the gateway has signed out of their applications, and what they have open there ends. */
    public void signedOut(Principal person) {
        grants.end(person.person());
        underWay.end(claim -> claim.visitor().person().person().equals(person.person()));
    }

    public List<Route> routes() {
        return List.of(Route.call(Method.GET, "/applications/{application}", Permission.CONTRIBUTE, this::open));
    }

    /** What the API says of them, to kernels too. */
    public List<Route> api() {
        return List.of(Route.call(Method.GET, ADDRESS, Permission.CONTRIBUTE, this::address)
                .says("Where an application that listens on a port of an instance is opened in a browser.")
                .gives(200, ApplicationAddress.class));
    }

    /** Brings a person who is signed in here to the application's own origin, with a code that signs them in there. */
    private Reply open(Request request) {
        ApplicationName application = ApplicationName.require(request.variable("application"));
        rights.requireMay(request.who(), application);
        String code = grants.code(visitor(request), application);
        String from = request.origin().substring(request.origin().indexOf("://") + 3);
        return new Reply.Empty(
                302,
                Map.of(
                        "Location",
                        entrances.originOf(application, request.origin()) + Reception.ENTER + "?code=" + code + "&from="
                                + URLEncoder.encode(from, StandardCharsets.UTF_8) + "&next="
                                + URLEncoder.encode(request.query("next").orElse("/"), StandardCharsets.UTF_8),
                        "Cache-Control",
                        "no-store",
                        "Referrer-Policy",
                        "no-referrer"));
    }

    private static Visitor visitor(Request request) {
        return new Visitor(
                request.who(),
                request.proof().orElseThrow(() -> new IllegalStateException("nobody comes in here without a proof")));
    }

    /** Where it is opened: {@code {"compute", "port", "url"}}. */
    private Reply address(Request request) {
        ApplicationName application = ApplicationName.require(request.variable("name"), request.variable("port"));
        InstanceRecord instance = rights.requireMay(request.who(), application);
        return Reply.json(new ApplicationAddress(
                instance.name(), application.port(), page.apply(request) + way + application.label()));
    }

    public void start() {
        underWay.start(rights::stand);
    }

    /** Ends the WebSockets that lead to applications. */
    @Override
    public void close() {
        underWay.close();
        forwarder.close();
    }
}

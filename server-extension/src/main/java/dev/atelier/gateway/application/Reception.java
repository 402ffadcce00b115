package dev.atelier.gateway.application;

import dev.atelier.api.Problem;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.SideRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Signs people in at an application's origin, by what the gateway gave them, and shows all others the way to the gateway. */
final class Reception {
    /** The one path of each application's origin that is ours. */
    static final String ENTER = "/.atelier/enter";

    /** A browser keeps what an application stored at a port; so long it can say whose that was. */
    private static final int YEAR_SECONDS = 31_536_000;

    private final Entrances entrances;
    private final Grants grants;
    private final String way;

    /** @param way the gateway's path to all applications, with a slash at the end */
    Reception(Entrances entrances, Grants grants, String way) {
        this.entrances = entrances;
        this.grants = grants;
        this.way = way;
    }

    /** With a code, once. */
    Reply enter(SideRequest request, Entrance entrance) {
        return request.query("code")
                .flatMap(code -> grants.redeem(code, entrance.application()))
                .map(cookie ->
                        entered(next(request), cookie, request.query("from").orElse(""), request, entrance))
                .orElseGet(() -> turnedAway(request, entrance.application()));
    }

    private static String next(SideRequest request) {
        return request.query("next")
                .filter(n -> n.startsWith("/") && !n.startsWith("//"))
                .filter(n -> n.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\'))
                .orElse("/");
    }

    /** The gateway's token in the address would be the application's to read. */
    Reply withoutToken(SideRequest request, Entrance entrance, Visitor visitor, Set<String> secrets) {
        String cookie = grants.redeem(grants.code(visitor, entrance.application()), entrance.application())
                .orElseThrow(() -> new IllegalStateException("a code is good for a minute"));
        String query = request.queryWithout("token", secrets);
        return entered(request.rawPath() + (query.isEmpty() ? "" : "?" + query), cookie, "", request, entrance);
    }

    /** @param home the host at which the person is signed in to the gateway */
    private Reply entered(String next, String cookie, String home, SideRequest request, Entrance entrance) {
        String value =
                Credentials.value(cookie, entrances.isGateway(home, request) ? home : "", entrance.application());
        boolean port = entrance instanceof Entrance.AtPort;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Location", next);
        headers.put(
                "Set-Cookie",
                Credentials.cookieName(entrance.cookie(), request.scheme()) + "=" + value
                        + "; HttpOnly; SameSite=Lax; Path=/" + (port ? "; Max-Age=" + YEAR_SECONDS : "")
                        + (request.scheme().equals("https") ? "; Secure" : ""));
        headers.put("Cache-Control", "no-store");
        headers.put("Referrer-Policy", "no-referrer");
        if (port
                && entrances
                        .former(request)
                        .filter(f -> !f.equals(entrance.application()))
                        .isPresent()) {
            headers.put("Clear-Site-Data", "\"cache\", \"storage\""); // the other application's, service workers too
        }
        return new Reply.Empty(302, headers);
    }

    /**
     * A window goes to the gateway, which knows the person or asks who they are; whatever else asks is told.
     *
     * @throws dev.atelier.api.ProblemException {@code not-signed-in} (403)
     */
    Reply turnedAway(SideRequest request, ApplicationName application) {
        if (!isWindow(request)) {
            throw Problem.of(
                            403,
                            "not-signed-in",
                            "Nobody is signed in to " + application.words() + ".",
                            "Open it in a browser, or send a token of the gateway as Authorization: Bearer TOKEN.")
                    .asException();
        }
        String next = request.rawPath().equals(ENTER) ? request.query("next").orElse("/") : request.target();
        return new Reply.Empty(
                302,
                Map.of(
                        "Location",
                        request.scheme() + "://" + gatewayOf(request) + way + application.label() + "?next="
                                + URLEncoder.encode(next, StandardCharsets.UTF_8),
                        "Cache-Control",
                        "no-store"));
    }

    /**
     * Where nothing has an entrance now. A port may have been an application's that this browser knows.
     *
     * @throws dev.atelier.api.ProblemException {@code unknown-application} (404)
     */
    Reply nowhere(SideRequest request) {
        Optional<ApplicationName> former = entrances.former(request);
        if (former.isPresent() && isWindow(request)) {
            return turnedAway(request, former.orElseThrow());
        }
        throw (entrances.isPort(request)
                        ? Problem.of(
                                404,
                                "unknown-application",
                                "No application has port " + request.port() + " now.",
                                "Open it from the gateway: /applications/INSTANCE-PORT there leads to it.")
                        : Problem.of(
                                404,
                                "unknown-application",
                                "“" + request.name() + "” names no application.",
                                "Write the instance and the port, like box1-8888.apps.…"))
                .asException();
    }

    /** Where the person came from, whose cookie is there. */
    private String gatewayOf(SideRequest request) {
        String name = entrances.isPort(request) ? Entrance.AtPort.cookieAt(request.port()) : Credentials.COOKIE;
        return request.cookies(Credentials.cookieName(name, request.scheme())).stream()
                .map(Credentials::home)
                .filter(home -> entrances.isGateway(home, request))
                .findFirst()
                .orElseGet(() -> entrances.gatewayOf(request));
    }

    private static boolean isWindow(SideRequest request) {
        return request.verb().equals("GET")
                && !request.wantsWebSocket()
                && request.header("Sec-Fetch-Mode").map("navigate"::equals).orElseGet(() -> wantsPage(request));
    }

    static boolean wantsPage(SideRequest request) {
        return request.header("Accept").filter(a -> a.contains("text/html")).isPresent();
    }
}

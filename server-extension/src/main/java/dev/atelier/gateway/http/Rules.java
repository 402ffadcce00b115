package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.gateway.http.SignIn.Means;
import dev.atelier.gateway.identity.Permission;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Who is refused, and in which words: the answers of the gate itself. Pure; knows nothing of the connection. */
final class Rules {

    /** @param reason a problem's code */
    record Refusal(String reason, Reply reply) {}

    private final GateConfig config;
    private final Origins origins;

    Rules(GateConfig config, Origins origins) {
        this.config = config;
        this.origins = origins;
    }

    /** Why this person may not use this route by this request, if so. */
    Optional<Refusal> refusal(Head head, Route route, SignIn.Identity identity) {
        if (route.permission() == Permission.PUBLIC) {
            return Optional.empty();
        }
        boolean socket = route.endpoint() instanceof Endpoint.Upgrade;
        if (identity.means() != Means.TOKEN && !origins.home(head)) {
            return refused(
                    "foreign-origin",
                    socket || !head.isApi() ? ErrorReply.forbidden(head.path().text()) : notFound(head));
        }
        if (identity.principal().isEmpty()) {
            return refused(
                    "not-signed-in",
                    socket || head.isApi() || !head.isRead()
                            ? ErrorReply.forbidden(head.path().text())
                            : toLogin(head));
        }
        if (identity.means() == Means.COOKIE && !head.isRead() && !origins.echoed(head)) {
            return refused(
                    head,
                    Problem.of(
                            403,
                            "xsrf",
                            "'_xsrf' argument missing from " + head.verb() + ".",
                            "Send the cookie _xsrf back as the header X-XSRFToken, or use a token."));
        }
        if (!identity.principal().get().role().may(route.permission())) {
            return refused(
                    head,
                    Problem.of(
                            403,
                            "not-allowed",
                            "A " + identity.principal().get().role().name().toLowerCase(Locale.ROOT)
                                    + " may not do this.",
                            "Ask an owner of the workspace for the right."));
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refused(Head head, Problem problem) {
        return refused(problem.code(), ErrorReply.of(problem, head.path().text()));
    }

    private static Optional<Refusal> refused(String reason, Reply reply) {
        return Optional.of(new Refusal(reason, reply));
    }

    /** For a path that is there, with another method or without the WebSocket that it wants. */
    static Reply refused(Head head, List<RouteTable.Match> matches) {
        if (Selection.exists(head, matches)) {
            return head.wantsWebSocket()
                    ? notFound(head)
                    : new Reply.Empty(426, Map.of("Upgrade", "websocket", "Connection", "Upgrade"));
        }
        String allow = String.join(", ", RouteTable.allowed(matches));
        return ErrorReply.of(
                Problem.of(405, "method-not-allowed", head.verb() + " is not possible here; " + allow + " are."),
                head.path().text());
    }

    static Reply notFound(Head head) {
        return ErrorReply.of(
                Problem.of(404, "not-found", "Nothing is at " + head.path().text() + "."),
                head.path().text());
    }

    private Reply toLogin(Head head) {
        String query = QueryString.withoutSecrets(head.rawQuery());
        String next = head.rawPath() + (query.isEmpty() ? "" : "?" + query);
        return Reply.redirect(config.basePath() + "login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }
}

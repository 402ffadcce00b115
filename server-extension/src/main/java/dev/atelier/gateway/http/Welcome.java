package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/** What whoever comes with a token gets besides the answer: a login cookie, and leave to show it to the page that asked. */
final class Welcome {
    private final Visit.Context context;
    private final HttpServerExchange exchange;

    Welcome(Visit.Context context, HttpServerExchange exchange) {
        this.context = context;
        this.exchange = exchange;
    }

    void greet(Head head, Principal principal) {
        context.origins().readableWithToken(head).ifPresent(origin -> readableBy(exchange, origin));
        boolean browser = head.query().first("token").isPresent()
                || head.header("Sec-Fetch-Site").isPresent()
                || wantsPage(head);
        if (browser
                && principal.role() != Role.MONITOR // a program, which has no cookies
                && head.pathToken().isEmpty()
                && head.host().isPresent()
                && context.signIn().byCookie(head).isEmpty()) {
            exchange.getResponseHeaders()
                    .add(
                            Headers.SET_COOKIE,
                            SessionCookies.signedIn(
                                    head.host().get(),
                                    context.signIn().newCookie(head, principal),
                                    context.config().basePath(),
                                    head.scheme()));
        }
    }

    /** A file's scripts run in a sandbox, but there they can read the address that they were loaded from. */
    static boolean showsTokenToAPage(Head head) {
        return head.isRead()
                && head.path().text().startsWith("/files/")
                && head.query().first("token").isPresent()
                && wantsPage(head);
    }

    /** The same address, for a browser that has its cookie by now. */
    static Reply withoutToken(Head head) {
        String query = QueryString.withoutSecrets(head.rawQuery());
        return Reply.redirect(head.rawPath() + (query.isEmpty() ? "" : "?" + query));
    }

    static void readableBy(HttpServerExchange exchange, String origin) {
        exchange.getResponseHeaders().put(new HttpString("Access-Control-Allow-Origin"), origin);
        exchange.getResponseHeaders().add(Headers.VARY, "Origin");
    }

    private static boolean wantsPage(Head head) {
        return head.header("Accept")
                .filter(accept -> accept.contains("text/html"))
                .isPresent();
    }
}

package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Signing in and out by a page. The password is a token. The page works without scripts and as VS Code drives it: GET
 * sets {@code _xsrf}, the form posts it back with {@code password}, success is a 302 whose first cookie signs in.
 */
public final class LoginRoutes {
    /** Where a wrong password is answered with 401, as nowhere else. */
    static final String PATH = "/login";

    private static final String PAGE = OwnFiles.text(LoginRoutes.class, "login.html");
    private static final byte[] STYLE =
            OwnFiles.text(LoginRoutes.class, "login.css").getBytes(StandardCharsets.UTF_8);

    private final GateConfig config;
    private final Authenticator authenticator;
    private final Consumer<Principal> signedOut;

    public LoginRoutes(GateConfig config, Authenticator authenticator) {
        this(config, authenticator, person -> {});
    }

    /** @param signedOut is told of whoever signs out */
    public LoginRoutes(GateConfig config, Authenticator authenticator, Consumer<Principal> signedOut) {
        this.config = config;
        this.authenticator = authenticator;
        this.signedOut = signedOut;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, PATH, Permission.PUBLIC, this::form),
                Route.call(Method.POST, PATH, Permission.PUBLIC, this::signIn).withMaxBody(16 << 10),
                Route.call(Method.GET, "/logout", Permission.PUBLIC, this::signOut),
                Route.call(
                        Method.GET,
                        "/static/login.css",
                        Permission.PUBLIC,
                        request -> new Reply.Bytes(
                                200, "text/css; charset=utf-8", STYLE, Map.of("Cache-Control", "max-age=3600"))));
    }

    private Reply form(Request request) {
        if (request.principal().isPresent()) {
            return Reply.redirect(next(request));
        }
        return page(request, 200, "");
    }

    private Reply signIn(Request request) throws IOException {
        QueryString form = QueryString.parse(request.text());
        boolean ours = !isFromElsewhere(request)
                && form.first(SessionCookies.XSRF)
                        .or(() -> request.header("X-XSRFToken"))
                        .filter(cookies(request).values(SessionCookies.XSRF)::contains)
                        .isPresent();
        if (!ours) {
            return page(request, 403, "The page was open for too long. Please try again.");
        }
        Optional<String> token = form.first("password").map(String::strip).filter(p -> !p.isEmpty());
        return token.flatMap(authenticator::token)
                .map(who -> signedIn(request, who, token.orElseThrow()))
                .orElseGet(() -> page(request, 401, "This token is not known here. Copy it again, whole."));
    }

    private Reply signedIn(Request request, Principal principal, String token) {
        String cookie = SessionCookies.signedIn(
                host(request), authenticator.newCookie(principal, token), config.basePath(), scheme(request));
        return new Reply.Empty(302, Map.of("Location", next(request), "Set-Cookie", cookie));
    }

    private Reply signOut(Request request) {
        if (isFromElsewhere(request)) {
            return page(request, 200, "");
        }
        for (String value : cookies(request).values(SessionCookies.name(host(request), scheme(request)))) {
            authenticator.cookie(value).ifPresent(signedOut);
            authenticator.revokeCookie(value);
        }
        String body = PAGE.replace("{{xsrf}}", "")
                .replace("{{action}}", escape(config.basePath() + "login"))
                .replace("{{style}}", escape(config.basePath() + "static/login.css"))
                .replace("{{message}}", "You are signed out.");
        return html(200, body, SessionCookies.signedOut(host(request), config.basePath(), scheme(request)));
    }

    /** Another origin's page, an application's say, may lead the window here, but neither sign somebody out nor in. */
    private static boolean isFromElsewhere(Request request) {
        return request.header("Sec-Fetch-Site")
                .filter(site -> site.equals("cross-site") || site.equals("same-site"))
                .isPresent();
    }

    private Reply page(Request request, int status, String message) {
        String xsrf = cookies(request).values(SessionCookies.XSRF).stream()
                .findFirst()
                .orElseGet(SessionCookies::newXsrf);
        String next = request.query("next")
                .map(n -> "?next=" + URLEncoder.encode(n, StandardCharsets.UTF_8))
                .orElse("");
        String body = PAGE.replace("{{xsrf}}", escape(xsrf))
                .replace("{{action}}", escape(config.basePath() + "login" + next))
                .replace("{{style}}", escape(config.basePath() + "static/login.css"))
                .replace("{{message}}", escape(message));
        return html(status, body, SessionCookies.xsrf(xsrf, config.basePath(), scheme(request)));
    }

    private Reply html(int status, String body, String cookie) {
        String csp = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'self'; report-uri " + config.basePath() + "api/security/csp-report";
        return new Reply.Bytes(
                status,
                "text/html; charset=utf-8",
                body.getBytes(StandardCharsets.UTF_8),
                Map.of("Set-Cookie", cookie, "Content-Security-Policy", csp, "Cache-Control", "no-store"));
    }

    /** Where to go after signing in: a path below ours, never another site. */
    private String next(Request request) {
        return request.query("next")
                .filter(next -> next.startsWith(config.basePath()) && !next.startsWith("//"))
                .filter(next -> next.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\'))
                .orElse(config.basePath() + "lab");
    }

    private static CookieHeader cookies(Request request) {
        return CookieHeader.parse(request.header("Cookie").stream().toList());
    }

    private static String host(Request request) {
        return request.origin().substring(request.origin().indexOf("://") + 3);
    }

    private static String scheme(Request request) {
        return request.origin().substring(0, request.origin().indexOf("://"));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

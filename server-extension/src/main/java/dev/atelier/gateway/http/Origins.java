package dev.atelier.gateway.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps other sites' pages from using somebody's cookie: the {@code Origin} must be ours or configured, and what changes
 * something must carry the XSRF token. Requests that a token signs need neither, since no page can make a browser add it.
 */
final class Origins {
    private final GateConfig config;

    Origins(GateConfig config) {
        this.config = config;
    }

    /** Whether the request comes from a page of ours, of a configured origin, or from no page. */
    boolean home(Head head) {
        Optional<String> origin = head.header("Origin");
        if (origin.isEmpty()) {
            return fetchedFromHome(head);
        }
        return config.origins().contains(origin.get()) || isOurs(origin.get(), head);
    }

    /** A page that came without TLS may be anybody's, so it is no page of a gateway that has it. */
    private static boolean isOurs(String origin, Head head) {
        boolean insecure = head.scheme().equals("https") && !origin.startsWith("https://");
        return !insecure && authority(origin).equals(head.host());
    }

    /** Whether the XSRF token came back with the request, as header or in the query. */
    boolean echoed(Head head) {
        List<String> cookies = head.cookies().values(SessionCookies.XSRF);
        return head.header("X-XSRFToken").filter(cookies::contains).isPresent()
                || head.query()
                        .first(SessionCookies.XSRF)
                        .filter(cookies::contains)
                        .isPresent();
    }

    /** The origin that may read an answer to a request which needs no sign-in: a configured one. */
    Optional<String> configured(Head head) {
        return head.header("Origin")
                .filter(origin ->
                        config.origins().contains(origin) || config.origins().contains("*"));
    }

    /** As {@link #configured}, and with none configured any, for requests that a token signs. */
    Optional<String> readableWithToken(Head head) {
        return config.origins().isEmpty() ? head.header("Origin") : configured(head);
    }

    /**
     * GETs carry no Origin, but browsers say where they come from. A link on a foreign page may open one of our pages in
     * the window; nothing else may be fetched from there, nor from a sandboxed file, whose origin is nobody's.
     */
    private static boolean fetchedFromHome(Head head) {
        Optional<String> site = head.header("Sec-Fetch-Site");
        if (site.isPresent()) {
            boolean opensPage = head.header("Sec-Fetch-Mode").equals(Optional.of("navigate"))
                    && head.header("Sec-Fetch-Dest").equals(Optional.of("document"));
            return site.get().equals("same-origin") || site.get().equals("none") || (head.isRead() && opensPage);
        }
        boolean bare = head.isApi() || head.path().text().startsWith("/files/");
        return !bare
                || head.header("Referer")
                        .map(referer -> authority(referer).equals(head.host()))
                        .orElse(true);
    }

    private static Optional<String> authority(String url) {
        int start = url.indexOf("://");
        if (start < 0) {
            return Optional.of("");
        }
        String rest = url.substring(start + 3).toLowerCase(Locale.ROOT);
        int end = rest.indexOf('/');
        return Optional.of(end < 0 ? rest : rest.substring(0, end));
    }
}

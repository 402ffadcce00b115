package dev.atelier.gateway.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/** The two cookies: who is signed in, and the XSRF token that the page's scripts echo. Names as Jupyter's server has them. */
final class SessionCookies {
    static final String XSRF = "_xsrf";
    private static final Duration LIFE = Duration.ofDays(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionCookies() {}

    /**
     * Cookies know no ports, so the name does: gateways on one host do not sign each other out. With TLS it begins with {@code __Host-}
     * (RFC 6265bis, section 4.1.3): a browser takes such a cookie from the host itself alone, so that no application's script, on a host
     * below ours, can put another person's login in its place.
     */
    static String name(String host, String scheme) {
        return (isSecure(scheme) ? "__Host-" : "") + "username-" + host.replaceAll("[^A-Za-z0-9]", "-");
    }

    static String signedIn(String host, String value, String basePath, String scheme) {
        return name(host, scheme) + "=" + value + "; HttpOnly; SameSite=Lax; Path=" + path(basePath, scheme)
                + "; Max-Age=" + LIFE.toSeconds() + secure(scheme);
    }

    static String signedOut(String host, String basePath, String scheme) {
        return name(host, scheme) + "=; HttpOnly; SameSite=Lax; Path=" + path(basePath, scheme) + "; Max-Age=0"
                + secure(scheme);
    }

    /** A {@code __Host-} cookie is the whole host's, or none. */
    private static String path(String basePath, String scheme) {
        return isSecure(scheme) ? "/" : basePath;
    }

    static String newXsrf() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Readable by scripts, on purpose: they send it back as {@code X-XSRFToken}. */
    static String xsrf(String value, String basePath, String scheme) {
        return XSRF + "=" + value + "; SameSite=Lax; Path=" + basePath + secure(scheme);
    }

    private static String secure(String scheme) {
        return isSecure(scheme) ? "; Secure" : "";
    }

    private static boolean isSecure(String scheme) {
        return scheme.equals("https");
    }
}

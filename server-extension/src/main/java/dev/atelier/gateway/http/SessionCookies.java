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

    /** Cookies know no ports, so the name does: gateways on one host do not sign each other out. */
    static String name(String host) {
        return "username-" + host.replaceAll("[^A-Za-z0-9]", "-");
    }

    static String signedIn(String host, String value, String basePath, String scheme) {
        return name(host) + "=" + value + "; HttpOnly; SameSite=Lax; Path=" + basePath + "; Max-Age=" + LIFE.toSeconds()
                + secure(scheme);
    }

    static String signedOut(String host, String basePath, String scheme) {
        return name(host) + "=; HttpOnly; SameSite=Lax; Path=" + basePath + "; Max-Age=0" + secure(scheme);
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
        return scheme.equals("https") ? "; Secure" : "";
    }
}

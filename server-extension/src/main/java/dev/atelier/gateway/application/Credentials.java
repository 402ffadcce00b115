package dev.atelier.gateway.application;

import dev.atelier.gateway.http.SideRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What in a request may be a secret of the gateway's, by its looks. */
final class Credentials {
    static final String COOKIE = "atelier-application";
    /** A name that no other host can set, where there is TLS. */
    static final String SECURE_COOKIE = "__Host-" + COOKIE;

    private static final Pattern DRAWN = Pattern.compile("[0-9a-f]{64}");

    private Credentials() {}

    static boolean isOurCookie(String pair) {
        String name = pair.strip();
        return name.startsWith(COOKIE + "=") || name.startsWith(SECURE_COOKIE + "=");
    }

    static String cookieName(String scheme) {
        return scheme.equals("https") ? SECURE_COOKIE : COOKIE;
    }

    /** A cookie's value: what lets in, and the host of the gateway from which the person came. */
    static String value(String secret, String home) {
        return secret + "@" + home;
    }

    static String secret(String value) {
        return value.replaceFirst("@.*", "");
    }

    static String home(String value) {
        return value.substring(value.indexOf('@') + 1);
    }

    /** The secret in an {@code Authorization}. */
    static String of(String authorization) {
        return authorization.substring(authorization.lastIndexOf(' ') + 1);
    }

    /** Whatever looks like one that the gateway drew, but for the application's own cookie. */
    static List<String> suspects(SideRequest request) {
        List<String> found = new ArrayList<>();
        Stream.concat(request.query("token").stream(), request.header("Authorization").map(Credentials::of).stream())
                .filter(value -> DRAWN.matcher(value).matches())
                .forEach(found::add);
        request.header("Cookie").stream()
                .flatMap(header -> Stream.of(header.split(";")))
                .filter(pair -> !isOurCookie(pair))
                .map(pair -> pair.substring(pair.indexOf('=') + 1).strip())
                .filter(value -> DRAWN.matcher(value).matches())
                .forEach(found::add);
        return found;
    }
}

package dev.atelier.gateway.application;

import dev.atelier.gateway.http.SideRequest;
import java.util.ArrayList;
import java.util.List;

/** What in a request may be a secret of the gateway's, by its looks. */
final class Credentials {
    static final String COOKIE = "atelier-application";
    /** Begins names that no other host can set, where there is TLS. */
    private static final String HOST_ONLY = "__Host-";

    private static final int DRAWN_LENGTH = 64;

    private Credentials() {}

    static boolean isOurCookie(String pair) {
        String name = pair.strip();
        return name.startsWith(COOKIE + "=") || name.startsWith(HOST_ONLY + COOKIE + "=");
    }

    static String cookieName(String name, String scheme) {
        return scheme.equals("https") ? HOST_ONLY + name : name;
    }

    /** A cookie's value: what lets in, the host of the gateway from which the person came, and to which application. */
    static String value(String secret, String home, ApplicationName application) {
        return secret + "@" + home + "@" + application.label();
    }

    static String secret(String value) {
        int at = value.indexOf('@');
        return at < 0 ? value : value.substring(0, at);
    }

    static String home(String value) {
        return part(value, 1);
    }

    static String label(String value) {
        return part(value, 2);
    }

    private static String part(String value, int number) {
        String[] parts = value.split("@", -1);
        return number < parts.length ? parts[number] : "";
    }

    /** The secret in an {@code Authorization}. */
    static String of(String authorization) {
        String whole = authorization.strip().replace('\t', ' ');
        return whole.substring(whole.lastIndexOf(' ') + 1);
    }

    /** A cookie's value, without the quotes that it may have. */
    static String ofCookie(String pair) {
        return pair.substring(pair.indexOf('=') + 1).replace('"', ' ').strip();
    }

    /** Whatever would go in and looks like one that the gateway drew. */
    static List<String> suspects(SideRequest request, Entrance entrance) {
        List<String> found = new ArrayList<>();
        // Whatever they look like: a person may have chosen a token.
        found.addAll(request.queryValues("token"));
        request.headers("Authorization").forEach(value -> found.add(of(value)));
        for (String header : request.headers("Cookie")) {
            for (String pair : header.split(";")) {
                entrance.inward(pair.strip()).ifPresent(own -> drawn(ofCookie(own), found));
            }
        }
        return found;
    }

    private static void drawn(String value, List<String> found) {
        if (isDrawn(value)) {
            found.add(value);
        }
    }

    /** As the gateway draws tokens and logins. */
    static boolean isDrawn(String value) {
        return value.length() == DRAWN_LENGTH
                && value.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}

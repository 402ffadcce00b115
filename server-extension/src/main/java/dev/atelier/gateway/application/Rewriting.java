package dev.atelier.gateway.application;

import dev.atelier.gateway.forward.Field;
import dev.atelier.gateway.http.SideRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an application sees of a request, and a browser of its answer. The application believes that it is asked at its own address,
 * {@code localhost:PORT}, since most answer to nothing else, and learns the true one from {@code X-Forwarded-*}; what it says of its
 * address is turned back.
 */
final class Rewriting {
    /** An application says nothing about its host's other ports, other hosts, or how one gets there. */
    private static final Set<String> NOT_THEIRS =
            Set.of("strict-transport-security", "clear-site-data", "alt-svc", "public-key-pins");

    private static final Pattern DOMAIN = Pattern.compile(";\\s*domain\\s*=[^;]*", Pattern.CASE_INSENSITIVE);

    private Rewriting() {}

    /**
     * @param secret whether a value is one of the gateway's secrets, which go no further
     */
    static List<Field> request(SideRequest request, Entrance entrance, Predicate<String> secret) {
        ApplicationName application = entrance.application();
        String own = "http://localhost:" + application.port();
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("Host", "localhost:" + application.port()));
        for (HeaderValues values : request.exchange().getRequestHeaders()) {
            String name = values.getHeaderName().toString();
            String lower = name.toLowerCase(Locale.ROOT);
            for (String value : values) {
                switch (lower) {
                    case "host", "forwarded", "x-real-ip" -> {
                        // said by us alone
                    }
                    case "cookie" ->
                        cookies(value, entrance, secret).ifPresent(rest -> fields.add(new Field(name, rest)));
                    case "authorization" -> {
                        if (!secret.test(Credentials.of(value))) {
                            fields.add(new Field(name, value));
                        }
                    }
                    case "x-xsrftoken" ->
                        entrance.echoed(value, request).ifPresent(token -> fields.add(new Field(name, token)));
                    case "origin", "referer" -> fields.add(new Field(name, turned(value, request.origin(), own)));
                    default -> {
                        if (!lower.startsWith("x-forwarded-")) { // as those above
                            fields.add(new Field(name, value));
                        }
                    }
                }
            }
        }
        fields.add(new Field("X-Forwarded-For", request.client().getHostAddress()));
        fields.add(new Field("X-Forwarded-Host", request.host()));
        fields.add(new Field("X-Forwarded-Proto", request.scheme()));
        return fields;
    }

    private static Optional<String> cookies(String header, Entrance entrance, Predicate<String> secret) {
        String rest = Stream.of(header.split(";"))
                .map(String::strip)
                .flatMap(pair -> entrance.inward(pair).stream())
                .filter(pair -> !secret.test(Credentials.ofCookie(pair)))
                .collect(Collectors.joining("; "));
        return Optional.of(rest).filter(r -> !r.isEmpty());
    }

    static void response(List<Field> fields, HeaderMap response, SideRequest request, Entrance entrance) {
        for (Field field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (NOT_THEIRS.contains(name)) {
                continue;
            }
            switch (name) {
                case "set-cookie" ->
                    entrance.outward(DOMAIN.matcher(field.value()).replaceAll(""))
                            .ifPresent(value -> response.add(new HttpString(field.name()), value));
                case "location", "content-location", "access-control-allow-origin" ->
                    response.add(new HttpString(field.name()), home(field.value(), request, entrance.application()));
                default -> response.add(new HttpString(field.name()), field.value());
            }
        }
    }

    private static String home(String value, SideRequest request, ApplicationName application) {
        for (String host : List.of("localhost", "127.0.0.1", "[::1]", "0.0.0.0")) {
            for (String scheme : List.of("http://", "https://")) {
                String own = scheme + host + ":" + application.port();
                String turned = turned(value, own, request.origin());
                if (!turned.equals(value)) {
                    return turned;
                }
            }
        }
        return value;
    }

    /** The same address at the other origin, where it is at the first one. */
    private static String turned(String address, String from, String to) {
        boolean there = address.startsWith(from)
                && (address.length() == from.length() || "/?#".indexOf(address.charAt(from.length())) >= 0);
        return there ? to + address.substring(from.length()) : address;
    }
}

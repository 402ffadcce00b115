package dev.atelier.gateway.http;

import dev.atelier.gateway.http.Description.Answer;
import dev.atelier.gateway.http.Description.Content;
import dev.atelier.gateway.http.Description.Input;
import dev.atelier.gateway.http.Description.Place;
import dev.atelier.gateway.identity.Permission;
import java.util.Objects;
import java.util.Optional;

/**
 * One row of the table of routes.
 *
 * @param template the path below the base URL; a segment is literal, {@code {name}} (one segment, percent-decoded), or, at
 *     the end only, {@code {name*}} (the rest, possibly empty, each segment decoded, joined with {@code /})
 * @param description for people who write clients; each row under {@code /atelier/v1} has one
 */
public record Route(
        Method method, String template, Permission permission, Endpoint endpoint, Optional<Description> description) {

    /** The most that the body of an ordinary call may have, in bytes. */
    public static final long SMALL_BODY = 1 << 20;

    public Route {
        Objects.requireNonNull(permission, "permission");
        Objects.requireNonNull(endpoint, "endpoint");
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("the template " + template + " must begin with /");
        }
    }

    public static Route call(Method method, String template, Permission permission, CallHandler handler) {
        return new Route(method, template, permission, new Endpoint.Call(SMALL_BODY, handler), Optional.empty());
    }

    public static Route upgrade(String template, Permission permission, UpgradeHandler handler) {
        return new Route(Method.GET, template, permission, new Endpoint.Upgrade(handler), Optional.empty());
    }

    /** The same route for bodies of up to {@code maxBody} bytes. */
    public Route withMaxBody(long maxBody) {
        return switch (endpoint) {
            case Endpoint.Call call ->
                new Route(method, template, permission, new Endpoint.Call(maxBody, call.handler()), description);
            case Endpoint.Upgrade upgrade -> throw new IllegalStateException("an upgrade has no body: " + upgrade);
        };
    }

    /** Begins the description: a sentence on what it does, or what it answers with. The others add to it. */
    public Route says(String summary) {
        return described(new Description(summary));
    }

    /** A query parameter, which may be left out. */
    public Route query(String name, String meaning) {
        return described(begun().with(new Input(Place.QUERY, name, meaning)));
    }

    /** A query parameter without which the answer is 400. */
    public Route needsQuery(String name, String meaning) {
        return described(begun().with(new Input(Place.NEEDED_QUERY, name, meaning)));
    }

    /** A header of the request, which may be left out. */
    public Route header(String name, String meaning) {
        return described(begun().with(new Input(Place.HEADER, name, meaning)));
    }

    /** What the body is read as. */
    public Route takes(Class<?> body) {
        return described(begun().withBody(body));
    }

    public Route gives(int status, Class<?> type) {
        return gives(status, new Content.One(type));
    }

    public Route givesEach(int status, Class<?> type) {
        return gives(status, new Content.Each(type));
    }

    public Route gives(int status, Content content) {
        return described(begun().with(new Answer(status, content)));
    }

    private Description begun() {
        return description.orElseThrow(
                () -> new IllegalStateException("say what " + method + " " + template + " is for first"));
    }

    private Route described(Description words) {
        return new Route(method, template, permission, endpoint, Optional.of(words));
    }
}

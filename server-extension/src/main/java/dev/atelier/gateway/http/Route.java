package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Permission;
import java.util.Objects;

/**
 * One row of the table of routes.
 *
 * @param template the path below the base URL; a segment is literal, {@code {name}} (one segment, percent-decoded), or, at
 *     the end only, {@code {name*}} (the rest, possibly empty, each segment decoded, joined with {@code /})
 */
public record Route(Method method, String template, Permission permission, Endpoint endpoint) {

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
        return new Route(method, template, permission, new Endpoint.Call(SMALL_BODY, handler));
    }

    public static Route upgrade(String template, Permission permission, UpgradeHandler handler) {
        return new Route(Method.GET, template, permission, new Endpoint.Upgrade(handler));
    }

    /** The same route for bodies of up to {@code maxBody} bytes. */
    public Route withMaxBody(long maxBody) {
        return switch (endpoint) {
            case Endpoint.Call call ->
                new Route(method, template, permission, new Endpoint.Call(maxBody, call.handler()));
            case Endpoint.Upgrade upgrade -> throw new IllegalStateException("an upgrade has no body: " + upgrade);
        };
    }
}

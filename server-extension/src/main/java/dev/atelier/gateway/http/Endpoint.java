package dev.atelier.gateway.http;

/** What stands behind a route. A path may have a call and an upgrade; the request's {@code Upgrade} header decides. */
public sealed interface Endpoint {

    /** @param maxBody the most that a body may have, in bytes; more is answered with 413 */
    record Call(long maxBody, CallHandler handler) implements Endpoint {}

    record Upgrade(UpgradeHandler handler) implements Endpoint {}
}

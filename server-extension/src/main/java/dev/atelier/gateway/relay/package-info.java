/**
 * Kernel channels and terminals: WebSockets from a client through to an agent. Upstream is dialled first, so that a failure
 * is still an HTTP answer. Between the two stands one object, entered only by the two channels' I/O threads; what it holds
 * is bounded, and a client that reads slowly stops its own upstream and nobody else's. JSON parts of messages are copied as
 * bytes. Calls {@code link} and {@code jupyter}.
 */
package dev.atelier.gateway.relay;

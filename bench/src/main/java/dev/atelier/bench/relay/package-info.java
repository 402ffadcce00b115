/**
 * What the way through the gateway costs, beside other proxies. {@link dev.atelier.bench.relay.Mill} stands behind all of
 * them and answers each message with some; {@link dev.atelier.bench.relay.Clients} stands before them.
 */
package dev.atelier.bench.relay;

/**
 * The client of the gateway's API. It blocks: call it from a virtual thread or wherever waiting does no harm. Which way a
 * call takes ({@link dev.atelier.api.client.HttpTransport}, or the agent's socket through {@link
 * dev.atelier.api.client.SocketTransport}) is decided once, by {@link dev.atelier.api.client.Gateways}.
 */
package dev.atelier.api.client;

/**
 * The gate: every byte from outside passes here first. It makes one canonical path of the request's, holds the limits,
 * finds out who asks ({@link dev.atelier.gateway.identity.Authenticator}), checks origin and XSRF, looks the route up in the
 * one table ({@link dev.atelier.gateway.http.Routes}) and asks whether the person may; only then does a handler run, on
 * a virtual thread, where it may block. Undertow's I/O threads only move bytes.
 *
 * <p>A route that is not in the table does not exist, and a route cannot be written down without a
 * {@link dev.atelier.gateway.identity.Permission}. Handlers know nothing of Undertow but the WebSocket channel that an
 * {@link dev.atelier.gateway.http.Upgrade} hands them. Before a request there is a connection: who may have one is decided on
 * the I/O threads, and a thread of its own ends those whose time is over. May call {@code tls} and {@code identity}, nothing
 * above it.
 */
package dev.atelier.gateway.http;

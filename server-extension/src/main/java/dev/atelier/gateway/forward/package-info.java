/**
 * Passes requests on to another HTTP server, and bytes both ways once it has switched protocols, at the speed of the wire: on
 * the client's own I/O thread, with what it has read at once as the only buffer. A client's connection has one of its own to the
 * server behind it and never anybody else's, so what two parsers may understand differently is between a person and their own
 * application. Knows nothing of people, instances and hosts, and calls nothing of the gateway.
 */
package dev.atelier.gateway.forward;

/**
 * What listens on the instance's loopback, as bare bytes for the gateway. Each connection has two virtual threads, which block; the
 * application's side is a socket of the JDK's own, since nothing else here can acknowledge at once.
 */
package dev.atelier.agent.port;

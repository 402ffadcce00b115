/**
 * What Atelier brings to places that are not this computer, and how it is packed: a Java runtime linked from the gateway's own,
 * the agent, the Java kernel, and rclone with its certificates from this computer. Called on virtual threads. May call:
 * {@code provider}.
 */
package dev.atelier.gateway.provider.toolbox;

/**
 * The agent's configuration, and the rules for files that are its own.
 *
 * <p>Values and plain file operations; any thread may enter, nothing is called but the JDK and {@code dev.atelier.api}.
 */
package dev.atelier.agent.config;

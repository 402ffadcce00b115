/**
 * Processes that keep an idle instance running. Virtual threads enter. Calls {@code process}, {@code config} and {@code http}.
 */
package dev.atelier.agent.keepalive;

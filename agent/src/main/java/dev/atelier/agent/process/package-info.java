/**
 * Processes as the operating system has them: identity, groups, signals, sessions, environment.
 *
 * <p>Ending a group blocks: virtual threads enter. Calls nothing of the agent.
 */
package dev.atelier.agent.process;

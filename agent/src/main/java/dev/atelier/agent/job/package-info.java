/**
 * Jobs that outlive the agent, and commands that somebody waits for.
 *
 * <p>Owns the folder {@code jobs} of the state. A job runs under a wrapper script that writes its number and its exit code into that
 * folder; the command reaches it as arguments, never as shell text. Virtual threads enter. Calls {@code process} and
 * {@code http}.
 */
package dev.atelier.agent.job;

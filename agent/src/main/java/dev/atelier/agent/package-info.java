/**
 * The agent of an instance: {@link dev.atelier.agent.Agent} wires it, {@link dev.atelier.agent.Main} starts it.
 *
 * <p>Arrows go one way: {@code channel}, {@code terminal}, {@code job}, {@code link} on top; {@code kernel} below them; then
 * {@code journal}, {@code wire}, {@code process}, {@code http}, {@code config}.
 */
package dev.atelier.agent;

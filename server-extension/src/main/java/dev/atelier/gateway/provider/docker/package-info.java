/**
 * Instances that are containers, through docker-java. Whatever is made in the engine carries the gateway, the owner, the name
 * and the generation as labels, and is found by them: nothing about containers is remembered elsewhere. An image stays as its
 * maker made it; what Atelier brings lies beside it in a read-only volume. What is different for an engine on another computer is
 * the {@link dev.atelier.gateway.provider.docker.Site}: all goes through an {@link
 * dev.atelier.gateway.provider.ssh.EngineHost}, and {@link dev.atelier.gateway.provider.docker.Engines} keeps those that the
 * operator names. Called on virtual threads, and has one for each engine elsewhere, and one that follows the operator's file. May
 * call: {@code provider}, {@code provider.ssh}, {@code provider.toolbox}, {@code link}, {@code identity}.
 */
package dev.atelier.gateway.provider.docker;

/**
 * Instances that are containers, through docker-java. Whatever is made in the engine carries the gateway, the owner, the name
 * and the generation as labels, and is found by them: nothing about containers is remembered elsewhere. An image stays as its
 * maker made it; what Atelier brings lies beside it in a read-only volume. May call: {@code provider}, {@code link}, {@code identity}.
 */
package dev.atelier.gateway.provider.docker;

package dev.atelier.gateway.http;

import dev.atelier.gateway.tls.Certificates;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * Where people come in.
 *
 * @param address the address to listen on
 * @param port the port; 0 draws a free one
 * @param certificates for TLS; without them the gate speaks plain HTTP
 * @param trustedProxies the addresses whose {@code X-Forwarded-Proto}, {@code X-Forwarded-For} and {@code X-Request-Id} are
 *     believed
 * @param proxiesOnly whether nobody but trusted proxies and this computer is answered
 */
public record Door(
        InetAddress address,
        int port,
        Optional<Certificates> certificates,
        Set<InetAddress> trustedProxies,
        boolean proxiesOnly) {

    public Door {
        trustedProxies = Set.copyOf(trustedProxies);
    }

    public static Door loopback(int port) {
        return new Door(InetAddress.ofLiteral("127.0.0.1"), port, Optional.empty(), Set.of(), false);
    }

    boolean trusts(InetAddress peer) {
        return trustedProxies.contains(peer);
    }

    /** Whether this address may come in at all. */
    boolean isOpenTo(InetAddress peer) {
        return !proxiesOnly || peer.isLoopbackAddress() || trusts(peer);
    }

    /** Whether programs of this computer cannot come in here by plain HTTP on loopback. */
    boolean needsOwnDoor() {
        return certificates.isPresent() || !(address.isLoopbackAddress() || address.isAnyLocalAddress());
    }
}

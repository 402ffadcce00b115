package dev.atelier.gateway.http;

import dev.atelier.gateway.tls.Certificates;
import java.net.InetAddress;
import java.util.List;
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
 * @param aside further ports, with the same TLS, at which a side door answers
 */
public record Door(
        InetAddress address,
        int port,
        Optional<Certificates> certificates,
        Set<InetAddress> trustedProxies,
        boolean proxiesOnly,
        List<Integer> aside) {

    public Door {
        trustedProxies = Set.copyOf(trustedProxies);
        aside = List.copyOf(aside);
    }

    /** One without further ports. */
    public Door(
            InetAddress address,
            int port,
            Optional<Certificates> certificates,
            Set<InetAddress> trustedProxies,
            boolean proxiesOnly) {
        this(address, port, certificates, trustedProxies, proxiesOnly, List.of());
    }

    public Door withAside(List<Integer> ports) {
        return new Door(address, port, certificates, trustedProxies, proxiesOnly, ports);
    }

    public static Door loopback(int port) {
        return new Door(InetAddress.ofLiteral("127.0.0.1"), port, Optional.empty(), Set.of(), false);
    }

    boolean isAside(int reached) {
        return aside.contains(reached);
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

package dev.atelier.gateway.provider.ssh;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

/** Lets a connection go on with the key alone that somebody accepted, and remembers which one was shown. For one connection. */
final class PinnedKey implements HostKeyVerifier {
    private final Optional<String> accepted;
    private volatile Optional<PublicKey> shown = Optional.empty();

    PinnedKey(Optional<String> accepted) {
        this.accepted = accepted;
    }

    @Override
    public boolean verify(String host, int port, PublicKey key) {
        shown = Optional.of(key);
        return accepted.filter(Fingerprints.of(key)::equals).isPresent();
    }

    /** Of a fingerprint nobody knows the kind; the order of our own configuration stays the same. */
    @Override
    public List<String> findExistingAlgorithms(String host, int port) {
        return List.of();
    }

    /** The key of the host, where it was not the accepted one. */
    Optional<PublicKey> refused() {
        return shown.filter(key -> accepted.filter(Fingerprints.of(key)::equals).isEmpty());
    }
}

package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.function.Supplier;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Opens connections to hosts: the address is an allowed one, the host's key the accepted one, and we come with the owner's. */
final class Dialling {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int CONNECT_MILLIS = 5_000;
    /** Three questions without an answer end a connection: no cable comes back as the same one after that. */
    private static final int KEEP_ALIVE_SECONDS = 15;

    private static final int UNANSWERED = 3;
    /** What a channel may hold for somebody who takes it slowly. */
    private static final long WINDOW = 512 << 10;

    /** A server that has just started, or has too many who come at once, drops some; what it refuses stays refused. */
    private static final RetryPolicy<Object> AGAIN = RetryPolicy.builder()
            .handle(IOException.class)
            .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(1))
            .withMaxRetries(2)
            .withMaxDuration(Duration.ofSeconds(8))
            .build();

    private final Supplier<AllowedNetworks> networks;

    Dialling(Supplier<AllowedNetworks> networks) {
        this.networks = networks;
    }

    /**
     * A connection that is ready for use.
     *
     * @param acceptance for the words that say what to do next
     * @throws ProblemException with what the host or the operator refuses
     * @throws ProviderUnreachable where nothing is known
     */
    SSHClient dial(Acceptance acceptance, SshHost host, KeyPair key) throws IOException {
        InetAddress address = networks.get().require(host);
        try {
            return Failsafe.with(AGAIN).get(() -> connect(acceptance, host, address, key));
        } catch (FailsafeException e) {
            throw new ProviderUnreachable(
                    "The host " + host + " does not answer (" + reason(e.getCause()) + ")", e.getCause());
        }
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.isBlank() || message.equals("null") ? cause.getClass().getSimpleName() : message;
    }

    private static SSHClient connect(Acceptance acceptance, SshHost host, InetAddress address, KeyPair key)
            throws IOException {
        DefaultConfig config = new DefaultConfig();
        config.setLoggerFactory(new Quiet());
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        SSHClient client = new SSHClient(config);
        PinnedKey pin = new PinnedKey(host.fingerprint());
        client.addHostKeyVerifier(pin);
        client.setConnectTimeout(CONNECT_MILLIS);
        client.setTimeout(PATIENCE_MILLIS); // bounds the greeting alone: later reads begin again after it
        client.getTransport().setTimeoutMs(PATIENCE_MILLIS);
        client.getConnection().setTimeoutMs(PATIENCE_MILLIS);
        client.getConnection().setWindowSize(WINDOW);
        if (client.getConnection().getKeepAlive() instanceof KeepAliveRunner runner) {
            runner.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
            runner.setMaxAliveCount(UNANSWERED);
        }
        boolean ready = false;
        try {
            client.connect(address, host.port());
            client.getSocket().setTcpNoDelay(true);
            client.authPublickey(host.user(), new KeyPairWrapper(key));
            ready = true;
            return client;
        } catch (UserAuthException e) {
            if (e.getCause() != null || !client.getTransport().isRunning()) {
                throw e; // the connection broke meanwhile, and nobody has refused anything
            }
            throw new ProblemException(notLetIn(host, key), e);
        } catch (IOException e) {
            throw pin.refused()
                    .<IOException>map(shown -> {
                        throw new ProblemException(wrongKey(acceptance, host, shown), e);
                    })
                    .orElse(e);
        } finally {
            if (!ready) {
                client.close();
            }
        }
    }

    /** All that it would log comes as an exception too, which says whose connection it was. */
    private static final class Quiet implements LoggerFactory {
        @Override
        public Logger getLogger(String name) {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
            return NOPLogger.NOP_LOGGER;
        }
    }

    private static Problem notLetIn(SshHost host, KeyPair key) {
        return Problem.of(
                403,
                "key-not-accepted",
                "The host " + host + " does not let the gateway in as " + host.user() + ".",
                "Append this line to ~/.ssh/authorized_keys there, then do it again: "
                        + Fingerprints.line(key.getPublic()) + " atelier");
    }

    private static Problem wrongKey(Acceptance acceptance, SshHost host, PublicKey shown) {
        String now = Fingerprints.of(shown);
        String compare = "Compare it on the host itself with: ssh-keygen -l -f /etc/ssh/ssh_host_"
                + Fingerprints.kind(shown).replaceFirst("-sha2-.*", "") + "_key.pub.";
        String accept = " If it is the same, " + acceptance.words(host, now);
        return host.fingerprint()
                .map(accepted -> Problem.of(
                        409,
                        "wrong-host-key",
                        "The host " + host + " shows the key " + now + ", but " + accepted
                                + " was accepted. Either it was set up anew, or somebody stands between.",
                        compare + accept))
                .orElseGet(() -> Problem.of(
                        409,
                        "unknown-host-key",
                        "The host " + host + " shows the " + Fingerprints.kind(shown) + " key " + now
                                + ", which nobody has accepted yet.",
                        compare + accept));
    }
}

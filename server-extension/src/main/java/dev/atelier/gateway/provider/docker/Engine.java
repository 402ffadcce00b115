package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.Shielded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A Docker engine, as docker-java reaches it. */
final class Engine implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    /** Tells of every attempt that it repeats; what comes of them is told where it matters. */
    private static final Logger CLIENT_LOG = Logger.getLogger("com.github.dockerjava");

    private final EngineWay way;
    private final DockerClient client;

    /** The one of this computer: that which {@code DOCKER_HOST} names, or the one behind the usual socket. */
    Engine() {
        this(DefaultDockerClientConfig.createDefaultConfigBuilder().build());
    }

    private Engine(DockerClientConfig config) {
        this(config, EngineWay.straight(config.getDockerHost()));
    }

    private Engine(DockerClientConfig config, EngineWay way) {
        CLIENT_LOG.setLevel(Level.WARNING);
        this.way = way;
        this.client = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .connectionTimeout(CONNECT)
                        .responseTimeout(ANSWER)
                        .build());
    }

    /** @param socket of this computer, which leads to it */
    static Engine behind(URI socket, EngineWay way) {
        return new Engine(
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(socket.toString())
                        .withDockerTlsVerify(false)
                        .build(),
                way);
    }

    /** What is asked of the engine. */
    @FunctionalInterface
    interface Question<T> {
        T ask(DockerClient client) throws InterruptedException;
    }

    /**
     * Asks the engine. What a caller expects (something that is not there, a conflict) it catches inside the question; the
     * rest is told in words.
     *
     * @throws ProviderUnreachable when no engine answers
     * @throws ProblemException {@code engine-refused} with its reason, {@code engine-disk-full}, {@code engine-slow}
     */
    <T> T ask(Question<T> question) throws ProviderUnreachable, InterruptedException {
        way.open();
        try {
            return question.ask(client);
        } catch (DockerException e) {
            if (reason(e).contains("no space left on device")) {
                throw new ProblemException(
                        Problem.of(
                                507,
                                "engine-disk-full",
                                "The Docker engine's disk is full.",
                                "See what takes the room with: docker system df. Make some, then try again."),
                        e);
            }
            throw new ProblemException(
                    Problem.of(502, "engine-refused", "The Docker engine refused: " + reason(e) + "."), e);
        } catch (DockerClientException e) { // the client's own: it waited in vain
            throw new ProblemException(
                    Problem.of(504, "engine-slow", "The Docker engine did not get it done: " + e.getMessage() + "."),
                    e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof IOException || e.getCause() instanceof UncheckedIOException) {
                throw new ProviderUnreachable(way.silence(), e);
            }
            throw e;
        }
    }

    /** The same for what is short and changes something there: it is awaited, though its thread is interrupted meanwhile. */
    <T> T change(Question<T> question) throws IOException, InterruptedException {
        return Shielded.run(() -> ask(question));
    }

    /** How its computer comes to have our own image: a sentence. */
    String imageHint() {
        return way.imageHint();
    }

    /** Its connections; what is asked meanwhile fails. */
    @Override
    public void close() throws IOException {
        client.close();
    }

    /** The engine wraps its sentence in JSON. */
    static String reason(DockerException e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        int begin = text.indexOf("{\"message\":\"");
        String bare = begin < 0 ? text : text.substring(begin + 12).replaceFirst("\"}\\s*$", "");
        return bare.replace("\\n", " ").strip().replaceFirst("\\.$", "");
    }
}

package dev.atelier.api.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.api.Json;
import dev.atelier.api.LiveProcess;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the gateway to talk to: an agent's socket ({@code ATELIER_SOCKET}) when called inside an instance, else
 * {@code ATELIER_URL} with {@code ATELIER_TOKEN}, else the gateway that runs on {@code ATELIER_HOME}.
 */
public final class Gateways {

    private Gateways() {}

    /**
     * What a running gateway leaves in its home, as {@code gateway.json}.
     *
     * @param url for programs of this computer: plain HTTP on loopback, with the base path, without a token
     * @param page the same for people's browsers, where that is another one
     */
    public record Running(
            String url,
            long pid,
            String share,
            @JsonProperty("started") Instant started,
            Optional<String> page) {
        public Running {
            started = started == null ? Timestamps.now() : started;
            page = page == null ? Optional.empty() : page;
        }
    }

    /**
     * A gateway, and what lets in there.
     *
     * @param url with the base path
     */
    public record Address(URI url, String token) {}

    public static AtelierClient client(Map<String, String> environment) {
        return new AtelierClient(transport(environment));
    }

    /** The way to the gateway. */
    public static Transport transport(Map<String, String> environment) {
        String socket = environment.getOrDefault("ATELIER_SOCKET", "");
        if (!socket.isEmpty()) {
            return new SocketTransport(Path.of(socket));
        }
        Address address = httpAddress(environment);
        return new HttpTransport(address.url(), address.token());
    }

    /** Where the gateway answers to HTTP; nowhere for what runs inside an instance, which has the agent's socket. */
    public static Optional<Address> address(Map<String, String> environment) {
        return environment.getOrDefault("ATELIER_SOCKET", "").isEmpty()
                ? Optional.of(httpAddress(environment))
                : Optional.empty();
    }

    private static Address httpAddress(Map<String, String> environment) {
        String url = environment.getOrDefault("ATELIER_URL", "");
        if (!url.isEmpty()) {
            return new Address(URI.create(url), environment.getOrDefault("ATELIER_TOKEN", ""));
        }
        Path home = home(environment);
        Running running = running(home)
                .orElseThrow(() -> Problem.of(
                                503,
                                "no-gateway",
                                "No gateway runs on " + home + ".",
                                "Start it with: ./atelier up. Or set ATELIER_URL and ATELIER_TOKEN.")
                        .asException());
        return new Address(URI.create(running.url()), token(home));
    }

    /** The gateway of that home, when its process lives. */
    public static Optional<Running> running(Path home) {
        try {
            Running running = Json.read(Files.readString(home.resolve("gateway.json")), Running.class);
            return LiveProcess.find(running.pid()).map(p -> running);
        } catch (IOException | ProblemException e) {
            return Optional.empty(); // none, or what a gateway never wrote
        }
    }

    private static String token(Path home) {
        Path file = home.resolve("token");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(503, "no-token", "The gateway's token " + file + " can't be read: " + e.getMessage()),
                    e);
        }
    }

    /** {@code ATELIER_HOME}, by default in the platform's folder for data. */
    public static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("ATELIER_HOME", "");
        if (!home.isEmpty()) {
            return Path.of(home).toAbsolutePath().normalize();
        }
        return dataFolder(environment).resolve("atelier");
    }

    private static Path dataFolder(Map<String, String> environment) {
        Path user = Path.of(System.getProperty("user.home"));
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")) {
            return user.resolve("Library/Application Support");
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        return data.isEmpty() ? user.resolve(".local/share") : Path.of(data);
    }
}

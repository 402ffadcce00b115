package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.AgentSetup;
import dev.atelier.gateway.provider.Shielded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The agent of one place on its host, as a process there. */
final class HostAgents {
    private static final Duration QUICK = Duration.ofSeconds(20);
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration END = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 50;

    private final HostConnection host;
    private final List<String> where;

    /**
     * @param gateway the name of our folder there
     * @param place the name of the instance's folder in it
     */
    HostAgents(HostConnection host, String gateway, String place) {
        this.host = host;
        this.where = List.of(gateway, place);
    }

    private record Listening(int port) {}

    /** The port of the host's loopback at which the agent listens, if it lives. */
    Optional<Integer> port() throws IOException, InterruptedException {
        HostConnection.Outcome seen = host.run(HostScript.LOOK.text(), where, QUICK);
        return seen.succeeded()
                ? Optional.of(Json.read(seen.output(), Listening.class).port())
                : Optional.empty();
    }

    int start(String name, String version, AgentSetup setup) throws IOException, InterruptedException {
        List<String> arguments = List.of(where.getFirst(), where.getLast(), version, Json.write(setup));
        HostConnection.Outcome started = Shielded.run(() -> host.run(HostScript.START.text(), arguments, QUICK));
        if (!started.succeeded()) {
            throw failed(name, "could not be started: " + started.lastWords()).asException();
        }
        String pid = started.output().strip();
        Instant deadline = Instant.now().plus(START);
        while (Instant.now().isBefore(deadline)) {
            Optional<Integer> port = port();
            if (port.isPresent()) {
                return port.orElseThrow();
            }
            HostConnection.Outcome ended =
                    host.run(HostScript.FAILED.text(), List.of(where.getFirst(), where.getLast(), pid), QUICK);
            if (ended.succeeded() && port().isEmpty()) {
                throw failed(name, "ended: " + ended.lastWords()).asException();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw failed(name, "did not answer within " + START.toSeconds() + " s").asException();
    }

    /**
     * Whether an agent lives there. One that was started a moment ago by a start that was cut off listens first: what does not
     * listen yet can't be ended, and would be there afterwards.
     */
    boolean isThere() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(START);
        while (port().isEmpty()) {
            if (host.run(HostScript.ENDED.text(), where, QUICK).succeeded()
                    || Instant.now().isAfter(deadline)) {
                return false;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    /** Whether an agent left kernels or jobs behind. */
    boolean leftSomething() throws IOException, InterruptedException {
        return host.run(HostScript.LEFT.text(), where, QUICK).succeeded();
    }

    void kill() throws IOException, InterruptedException {
        host.run(HostScript.KILL.text(), where, QUICK);
    }

    void awaitEnd(String name) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(END);
        while (!host.run(HostScript.ENDED.text(), where, QUICK).succeeded()) {
            if (Instant.now().isAfter(deadline)) {
                throw failed(name, "did not end within " + END.toSeconds() + " s")
                        .asException();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static Problem failed(String name, String what) {
        return Problem.of(
                500,
                "agent-failed",
                "The agent of " + name + " " + what,
                "Its log is the file log in its folder there.");
    }
}

package dev.atelier.gateway.provider.local;

import dev.atelier.api.Json;
import dev.atelier.api.LiveProcess;
import dev.atelier.api.Problem;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.provider.AgentSetup;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Agents as processes of this computer. */
final class LocalAgents {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 10;

    private final LocalFolders folders;
    private final Path share;
    private final Toolbox toolbox;
    private final HttpClient http;

    LocalAgents(LocalFolders folders, Path share, Toolbox toolbox, HttpClient http) {
        this.folders = folders;
        this.share = share;
        this.toolbox = toolbox;
        this.http = http;
    }

    /** What an agent leaves behind once it listens. */
    private record Listening(int port, long pid, Instant started) {

        /** Whether the process is still that agent: a process id may have been given out again. */
        boolean isAlive() {
            return LiveProcess.find(pid)
                    .flatMap(p -> p.info().startInstant())
                    .map(begun -> Duration.between(begun, started).abs().compareTo(START) < 0)
                    .orElse(false);
        }
    }

    /** @throws AgentUnreachable when there is one that does not answer: then nothing may be started beside it */
    Optional<AgentAddress> find(Place place) throws IOException, InterruptedException {
        Optional<Listening> listening = listening(place).filter(Listening::isAlive);
        if (listening.isEmpty()) {
            return Optional.empty();
        }
        AgentAddress address = address(place, listening.orElseThrow());
        new AgentClient(address, http).status();
        return Optional.of(address);
    }

    AgentAddress start(Place place, Path python, List<Path> kernelPath) throws IOException, InterruptedException {
        PrivateFiles.write(folders.config(place), Json.write(config(place, python, kernelPath)));
        // An agent.json that is there stays: one whose start a gateway did not live to see may just have written it.
        List<String> command = new ArrayList<>(toolbox.agent());
        command.add("--config");
        command.add(folders.config(place).toString());
        Process process = Commands.detach(command, Map.of(), folders.root(place), folders.log(place));
        Instant deadline = Instant.now().plus(START);
        while (Instant.now().isBefore(deadline)) {
            Optional<AgentAddress> found = find(place);
            if (found.isPresent()) {
                endUnlessFound(place, process);
                return found.orElseThrow();
            }
            if (!process.isAlive()) {
                throw failed(place, "ended with exit code " + process.exitValue());
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        process.destroyForcibly();
        throw failed(place, "did not answer within " + START.toSeconds() + " s");
    }

    /** Another agent was there first: this one would only wait for that one's end. */
    private void endUnlessFound(Place place, Process process) throws IOException {
        if (listening(place).filter(l -> l.pid() == process.pid()).isEmpty()) {
            process.destroyForcibly();
        }
    }

    /** Ends an agent that does not answer; its kernels and jobs live on for the next one. */
    void kill(Place place) throws IOException, InterruptedException {
        listening(place)
                .filter(Listening::isAlive)
                .flatMap(l -> ProcessHandle.of(l.pid()))
                .ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd(place);
    }

    void awaitEnd(Place place) throws IOException, InterruptedException {
        Optional<Listening> listening = listening(place);
        Instant deadline = Instant.now().plus(END);
        while (listening.isPresent() && listening.orElseThrow().isAlive()) {
            if (Instant.now().isAfter(deadline)) {
                throw failed(place, "did not end within " + END.toSeconds() + " s");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        Files.deleteIfExists(folders.agentFile(place));
    }

    private AgentSetup config(Place place, Path python, List<Path> kernelPath) throws IOException {
        Map<String, String> environment = Map.of(
                "ATELIER_MOUNTS", folders.mounts(place).toString(),
                "ATELIER_SCRATCH", folders.scratch(place).toString(),
                "VIRTUAL_ENV", python.toString(),
                "PATH", python.resolve("bin") + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        return new AgentSetup(
                place.name(),
                secret(place),
                "127.0.0.1",
                0,
                folders.state(place),
                share,
                folders.scratch(place),
                python,
                kernelPath,
                environment,
                toolbox.spareKernels(),
                Optional.empty());
    }

    private String secret(Place place) throws IOException {
        return AgentSetup.secret(folders.config(place));
    }

    private AgentAddress address(Place place, Listening listening) throws IOException {
        return new AgentAddress(URI.create("http://127.0.0.1:" + listening.port()), secret(place));
    }

    private Optional<Listening> listening(Place place) throws IOException {
        try {
            return Optional.of(Json.read(Files.readString(folders.agentFile(place)), Listening.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private dev.atelier.api.ProblemException failed(Place place, String what) throws IOException {
        String last = Files.isRegularFile(folders.log(place))
                ? Files.readString(folders.log(place)).lines().reduce("", (a, b) -> b)
                : "";
        return Problem.of(
                        500,
                        "agent-failed",
                        "The agent of " + place.name() + " " + what + (last.isEmpty() ? "." : ": " + last),
                        "Its log is " + folders.log(place) + ".")
                .asException();
    }
}

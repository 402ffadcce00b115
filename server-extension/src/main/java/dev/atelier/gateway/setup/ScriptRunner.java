package dev.atelier.gateway.setup;

import dev.atelier.api.ProblemException;
import dev.atelier.api.ScriptState;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentJob;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs setup scripts as jobs of an instance's agent. A run has its number in the store before the agent hears of it, and the
 * agent runs each number once: so a gateway that was killed goes on where the script is. Where neither knows how far it came,
 * it says so and does not run it again by itself.
 */
public final class ScriptRunner {
    private static final System.Logger LOG = System.getLogger(ScriptRunner.class.getName());
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int WAIT_SECONDS = 1;
    /** Longer than the agent waits before it kills. */
    private static final int END_SECONDS = 15;

    private static final String TEXT = "ATELIER_SETUP_SCRIPT";
    /** Not as an argument: those are seen by everybody on a host. */
    private static final String READ_TEXT = "text=$" + TEXT + "; unset " + TEXT + "; eval \"$text\"";

    private final ScriptStore store;
    private final ScriptLogs logs;

    public ScriptRunner(ScriptStore store, ScriptLogs logs) {
        this.store = store;
        this.logs = logs;
    }

    /** The instance that is set up. */
    public record Place(String name, long generation, Inside inside) {}

    /** What is told meanwhile, whether it is still wanted, and a wait until what was written has come to the share. */
    public record Course(Consumer<String> progress, BooleanSupplier wanted, Written written) {}

    /** @see dev.atelier.gateway.provider.WritesLater */
    @FunctionalInterface
    public interface Written {
        void await() throws IOException, InterruptedException;
    }

    /** What the agent is told. */
    private record Order(List<String> command, String cwd, Map<String, String> environment, String log) {}

    /** Whether there is something to run before the instance counts as running. */
    public boolean isPending(String instance) {
        return store.of(instance).stream().anyMatch(script -> script.state() != ScriptState.COMPLETED);
    }

    /** Runs the first that is pending, as each has a time of its own; says whether all of it is done. */
    public boolean run(Place place, AgentClient agent, Course course)
            throws IOException, InterruptedException, SetupFailed {
        Optional<ScriptRecord> next = store.of(place.name()).stream()
                .filter(script -> script.state() != ScriptState.COMPLETED)
                .findFirst();
        boolean goesOn = next.isEmpty() || run(next.orElseThrow(), place, agent, course);
        return goesOn && !isPending(place.name());
    }

    private boolean run(ScriptRecord script, Place place, AgentClient agent, Course course)
            throws IOException, InterruptedException, SetupFailed {
        Optional<ScriptRecord> wanted = script.isUnderWay() ? Optional.of(script) : begin(script, place, agent);
        if (wanted.isEmpty()) {
            return false; // somebody has taken it away
        }
        ScriptRecord begun = wanted.orElseThrow();
        try {
            Optional<AgentJob> end = toItsEnd(begun, place, agent, course);
            if (end.isEmpty()) {
                return false;
            }
            if (end.orElseThrow().state() == AgentJob.State.CANCELED && !isOver(begun)) {
                store.waits(begun); // its instance was stopped under it, and is wanted again
                return false;
            }
            course.written().await();
            judge(begun, end.orElseThrow());
        } catch (ProblemException e) {
            if (e.problem().status() == 503 && !isOver(begun)) {
                Thread.sleep(AGAIN); // it is ending, or starting: nothing is decided
                return false;
            }
            throw new SetupFailed(begun.kind(), "Its " + words(begun) + " can't be run: " + e.getMessage(), e);
        }
        store.completed(begun);
        return true;
    }

    /** A run of its own; what the agent keeps of the one before is read by nobody any more. */
    private Optional<ScriptRecord> begin(ScriptRecord script, Place place, AgentClient agent)
            throws InterruptedException {
        Optional<ScriptRecord> begun = store.begin(script);
        if (script.runs() > 0) {
            forget(path(script, place), agent);
        }
        return begun;
    }

    /** Empty where it is not wanted any more. */
    private Optional<AgentJob> toItsEnd(ScriptRecord script, Place place, AgentClient agent, Course course)
            throws IOException, InterruptedException, SetupFailed {
        AgentJob run = given(script, place, agent);
        String told = "";
        while (run.state() == AgentJob.State.RUNNING) {
            if (!course.wanted().getAsBoolean()) {
                return Optional.empty();
            }
            if (isOver(script)) {
                agent.call("POST", path(script, place) + "/cancel", Optional.empty(), ANSWER);
                run = ask(agent, path(script, place) + "?wait=" + END_SECONDS);
            } else {
                String words = words(script, age(script));
                if (!words.equals(told)) { // each is a write of the store
                    course.progress().accept(words);
                    told = words;
                }
                run = ask(agent, path(script, place) + "?wait=" + WAIT_SECONDS);
            }
        }
        return Optional.of(run);
    }

    /** The run that its agent has; given to it unless it was before. */
    private AgentJob given(ScriptRecord script, Place place, AgentClient agent)
            throws IOException, InterruptedException, SetupFailed {
        Optional<AgentJob> known = known(agent, path(script, place));
        if (known.isEmpty() && script.state() == ScriptState.RUNNING) {
            throw new SetupFailed(
                    script.kind(),
                    "Whether its " + words(script) + " came to its end is not known: the instance has lost what it"
                            + " knew of it. Start it to run the script again.");
        }
        AgentJob run = known.isPresent() ? known.orElseThrow() : give(script, place, agent);
        store.runs(script);
        return run;
    }

    private AgentJob give(ScriptRecord script, Place place, AgentClient agent)
            throws IOException, InterruptedException {
        logs.clear(script);
        return agent.call("PUT", path(script, place), Optional.of(order(script, place)), ANSWER)
                .as(AgentJob.class);
    }

    private static Order order(ScriptRecord script, Place place) {
        String log = script.log().text();
        Optional<SharePath> file = script.spec().path().map(SharePath::of);
        List<String> command = file.map(path -> List.of(
                        "bash", place.inside().share().resolve(path.text()).toString()))
                .orElse(List.of("bash", "-c", READ_TEXT, script.kind() + "_script"));
        Map<String, String> environment = Map.of(
                "CI_NAME",
                place.name(), // as in Azure ML
                "PYTHONUNBUFFERED",
                "1",
                TEXT,
                script.spec().script().orElse(""));
        return new Order(command, file.map(path -> path.parent().text()).orElse(""), environment, log);
    }

    private static Optional<AgentJob> known(AgentClient agent, String path) throws IOException, InterruptedException {
        try {
            return Optional.of(ask(agent, path));
        } catch (ProblemException e) {
            if (e.problem().code().equals("unknown-job")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static AgentJob ask(AgentClient agent, String path) throws IOException, InterruptedException {
        return agent.call("GET", path, Optional.empty(), ANSWER).as(AgentJob.class);
    }

    private void judge(ScriptRecord script, AgentJob end) throws IOException, SetupFailed {
        if (end.state() == AgentJob.State.COMPLETED) {
            return;
        }
        String last = logs.lastWords(script);
        throw new SetupFailed(
                script.kind(),
                "Its " + words(script) + " " + how(script, end) + (last.isEmpty() ? "." : ", and said last: " + last));
    }

    private static String how(ScriptRecord script, AgentJob end) {
        if (end.state() == AgentJob.State.CANCELED) {
            return "was ended after " + script.spec().minutes() + " min, which is all that it may take";
        }
        return end.exitCode()
                .map(code -> "ended with exit code " + code)
                .orElse("was cut off, so that it is not known how far it came");
    }

    /** What the agents keep of runs that are over. */
    public void forget(Place place, AgentClient agent) throws InterruptedException {
        for (ScriptRecord script : store.of(place.name())) {
            if (script.runs() > 0 && script.hasEnded()) {
                forget(path(script, place), agent);
            }
        }
    }

    private static void forget(String path, AgentClient agent) throws InterruptedException {
        try {
            agent.call("DELETE", path, Optional.empty(), ANSWER);
        } catch (IOException | ProblemException e) {
            LOG.log(Level.DEBUG, () -> path + ": " + e.getMessage());
        }
    }

    private static String path(ScriptRecord script, Place place) {
        return "/agent/v1/jobs/setup-" + script.kind() + "-" + place.generation() + "-" + script.runs();
    }

    private static String words(ScriptRecord script, Duration age) {
        return "its " + words(script) + " runs, for " + age.toMinutes() + " min ("
                + script.spec().minutes() + " at most)";
    }

    private static String words(ScriptRecord script) {
        return script.kind() + " script";
    }

    private static Duration age(ScriptRecord script) {
        Instant now = Timestamps.now();
        return Duration.between(script.began().orElse(now), now);
    }

    private static boolean isOver(ScriptRecord script) {
        return age(script).toMinutes() >= script.spec().minutes();
    }
}

package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.process.ProcessGroup;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Python process that was started before anybody wanted it, and answers already. The first start of a kernel like it takes
 * it over: it is told its folder and its variables by a cell that nobody sees, and is like any other from then on.
 */
final class WarmKernel {
    private static final Logger LOG = System.getLogger(WarmKernel.class.getName());
    private static final String ID = "warm";
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** What Python reads while it starts would come too late; these are read by nobody before a cell runs. */
    private static final Pattern HARMLESS = Pattern.compile("KERNEL_\\w+|JPY_\\w+");

    /** {@code __session__} is what ipykernel makes of the variable when it starts. */
    private static final String MOVE_IN = """
            import json, os
            wanted = json.loads(given)
            os.chdir(wanted["folder"])
            for name in wanted["unset"]:
                os.environ.pop(name, None)
            os.environ.update(wanted["set"])
            if "JPY_SESSION_NAME" in os.environ:
                shell.user_ns["__session__"] = os.environ["JPY_SESSION_NAME"]
            """;

    private final Launcher launcher;
    private final OwnMessages own;
    private final KernelFolder folder;
    private final Path scratch;
    private Optional<Started> started = Optional.empty();
    private boolean over;

    WarmKernel(Launcher launcher, OwnMessages own, Path state, Path scratch) {
        this.launcher = launcher;
        this.own = own;
        this.folder = new KernelFolder(state.resolve(ID), ID);
        this.scratch = scratch;
    }

    /** A process, what it was started with, and the way to it. */
    private record Started(Launcher.Launched launched, Launcher.Setting setting, Conversation conversation) {}

    /** Ends what an agent that crashed had started. */
    void endLeftOver() throws IOException, InterruptedException {
        Optional<ProcessId> left = folder.read().flatMap(KernelFolder.Written::process);
        if (left.filter(ProcessId::alive).isPresent()) {
            new ProcessGroup(left.get()).end(Duration.ZERO);
        }
        folder.delete();
    }

    /** Starts one of this kernelspec; one that can't be had is told of in the log, since nobody waits for it. */
    void begin(String kernelspec) {
        Thread.ofVirtual().name("warm-kernel").start(() -> {
            try {
                launch(new LaunchRequest(kernelspec, Optional.empty(), Optional.empty(), Map.of()));
            } catch (IOException | ProblemException e) {
                LOG.log(Level.WARNING, () -> "no kernel is kept warm: " + e.getMessage());
            }
        });
    }

    private synchronized void launch(LaunchRequest request) throws IOException {
        KernelSpec spec = launcher.spec(request);
        if (over || !spec.written().path("language").asText().equals("python")) {
            return;
        }
        PrivateFiles.folder(folder.path());
        Launcher.Setting setting = launcher.setting(request);
        Launcher.Launched launched = launcher.launch(request, folder);
        started = Optional.of(
                new Started(launched, setting, new Conversation(launched.connection(), "atelier-" + ID, own, scratch)));
    }

    /** Whether one is there that answers. */
    synchronized boolean isReady() {
        return started.filter(s ->
                        s.launched().process().isAlive() && s.conversation().hasBegun())
                .isPresent();
    }

    /** The process, for this kernel from now on; empty where it would not be what a start would make. */
    synchronized Optional<Launcher.Launched> take(LaunchRequest request, KernelFolder to) throws InterruptedException {
        if (!isReady() || !request.env().keySet().stream().allMatch(HARMLESS.asMatchPredicate())) {
            return Optional.empty();
        }
        Launcher.Setting wanted = launcher.setting(request);
        Started warm = started.orElseThrow();
        if (!wanted.spec().equals(warm.setting().spec())) {
            return Optional.empty();
        }
        started = Optional.empty();
        boolean taken = false;
        try {
            moveIn(warm, wanted);
            handOver(warm.launched(), request, to);
            taken = true;
            return Optional.of(warm.launched());
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "the warm kernel is given up: " + e.getMessage());
            return Optional.empty();
        } finally {
            warm.conversation().close();
            if (!taken) {
                warm.launched().process().destroyForcibly();
            }
        }
    }

    private void moveIn(Started warm, Launcher.Setting wanted) throws IOException, InterruptedException {
        Map<String, String> before = warm.setting().variables();
        Map<String, String> set = new HashMap<>(wanted.variables());
        set.entrySet().removeAll(before.entrySet());
        List<String> unset = before.keySet().stream()
                .filter(name -> !wanted.variables().containsKey(name))
                .toList();
        String given = Json.write(Map.of("folder", wanted.workingFolder().toString(), "set", set, "unset", unset));
        // JSON's strings are Python's, too. In a namespace of its own, so that no name is left behind.
        String code = "exec(compile(" + Json.write(MOVE_IN) + ", '<start>', 'exec'), {'given': " + Json.write(given)
                + ", 'shell': get_ipython()})";
        Map<String, Object> content =
                Map.of("code", code, "silent", true, "store_history", false, "allow_stdin", false);
        JsonNode answer = warm.conversation()
                .ask(own.message(Channel.SHELL, "execute_request", OwnMessages.noParent(), content), SETTLE);
        if (!answer.path("status").asText().equals("ok")) {
            throw new IOException(answer.path("evalue").asText("it did not do as it was told"));
        }
    }

    /** The mark for the next agent goes first: it must never end a process that is somebody's. */
    private void handOver(Launcher.Launched launched, LaunchRequest request, KernelFolder to) throws IOException {
        folder.forgetProcess();
        to.write(launched.connection());
        to.write(new KernelFolder.Written(request, Optional.of(launched.id()), Optional.of(launched.interruptMode())));
        Files.move(folder.log(), to.log(), StandardCopyOption.REPLACE_EXISTING); // it goes on writing there
    }

    /** Ends it if nobody has taken it. */
    void end() {
        Optional<Started> left;
        synchronized (this) {
            over = true;
            left = started;
            started = Optional.empty();
        }
        left.ifPresent(warm -> {
            warm.conversation().close();
            warm.launched().process().destroyForcibly();
        });
    }
}

package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.process.ProcessGroup;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.api.Json;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Python process that was started before anybody wanted it, and answers already. The first start of a kernel like it takes
 * it over: it is told its folder and its variables by a cell that nobody sees, and is like any other from then on.
 */
final class WarmKernel {
    private static final Logger LOG = System.getLogger(WarmKernel.class.getName());
    private static final String ID = "warm";
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(4);

    /** What may change after Python's start, as nobody reads it before a cell runs. */
    private static final Pattern HARMLESS = Pattern.compile("KERNEL_\\w+|JPY_SESSION_NAME|ATELIER_INSTANCE");

    /** What IPython and ipykernel make of folder, variable and connection file when they start. */
    private static final String MOVE_IN = """
            import json, os
            wanted = json.loads(given)
            os.chdir(wanted["folder"])
            for name in wanted["unset"]:
                os.environ.pop(name, None)
            os.environ.update(wanted["set"])
            shell.user_ns["_dh"][:] = [shell.user_ns["_dh"][0].__class__(os.getcwd())]
            if "JPY_SESSION_NAME" in os.environ:
                shell.user_ns["__session__"] = os.environ["JPY_SESSION_NAME"]
            shell.kernel.parent.connection_file = wanted["connection"]
            """;

    private final Launcher launcher;
    private final OwnMessages own;
    private final KernelFolder folder;
    private final Path scratch;
    private Optional<Started> started = Optional.empty();
    private boolean begun;
    private boolean over;

    WarmKernel(Launcher launcher, OwnMessages own, Path state, Path scratch) {
        this.launcher = launcher;
        this.own = own;
        this.folder = new KernelFolder(state.resolve(ID), ID);
        this.scratch = scratch;
    }

    /** A process, what it was started with, and the way to it. */
    private record Started(Launcher.Launched launched, Launcher.Setting setting, Conversation conversation) {}

    /**
     * Ends what an agent that crashed had started and nobody had taken.
     *
     * @param kernels what runs as a kernel by now
     */
    void endLeftOver(Collection<ProcessId> kernels) throws IOException, InterruptedException {
        String file = folder.connectionFile().toString();
        List<ProcessId> left = ProcessHandle.allProcesses()
                .filter(handle -> handle.info().commandLine().orElse("").contains(file))
                .flatMap(handle -> ProcessId.of(handle.pid()).stream())
                .filter(process -> !kernels.contains(process))
                .toList();
        for (ProcessId process : left) {
            new ProcessGroup(process).end(Duration.ZERO);
        }
        folder.delete();
    }

    /** Starts one of this kernelspec; one that can't be had is told of in the log, since nobody waits for it. */
    void begin(String kernelspec) {
        LaunchRequest request = new LaunchRequest(kernelspec, Optional.empty(), Optional.empty(), Map.of());
        Thread.ofVirtual().name("warm-kernel").start(() -> {
            try {
                launch(request);
                awaitAnswer();
            } catch (IOException | RuntimeException e) { // the border of this thread
                LOG.log(Level.WARNING, () -> "no kernel is kept warm: " + e.getMessage());
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "interrupted", e);
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
        try {
            started = Optional.of(new Started(
                    launched, setting, new Conversation(launched.connection(), "atelier-" + ID, own, scratch)));
        } finally {
            if (started.isEmpty()) {
                launched.process().destroyForcibly();
            }
        }
    }

    private void awaitAnswer() throws InterruptedException {
        Optional<Started> asked = current();
        while (asked.isPresent() && asked.orElseThrow().launched().process().isAlive()) {
            if (asked.orElseThrow().conversation().begin(ASK_AGAIN)) {
                hasBegun(asked.orElseThrow());
                return;
            }
            asked = current();
        }
    }

    private synchronized Optional<Started> current() {
        return started;
    }

    private synchronized void hasBegun(Started which) {
        begun = started.filter(which::equals).isPresent();
    }

    /** Whether one is there that answers. */
    synchronized boolean isReady() {
        return begun
                && started.filter(warm -> warm.launched().process().isAlive()).isPresent();
    }

    /**
     * The process, for this kernel from now on. Empty where it would not be what a start would make; then it is ended, since
     * whatever runs first may install something that a Python which runs already does not see.
     */
    synchronized Optional<Launcher.Launched> take(LaunchRequest request, KernelFolder to) throws InterruptedException {
        Optional<Started> found = started;
        boolean answers = isReady();
        started = Optional.empty();
        over = true;
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Started warm = found.orElseThrow();
        boolean taken = false;
        try {
            Launcher.Setting wanted = launcher.setting(request);
            if (answers && fits(warm.setting(), wanted)) {
                to.write(warm.launched().connection());
                moveIn(warm, wanted, to);
                handOver(warm.launched(), request, to);
                taken = true;
            }
            return taken ? Optional.of(warm.launched()) : Optional.empty();
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

    private static boolean fits(Launcher.Setting warm, Launcher.Setting wanted) {
        return wanted.spec().equals(warm.spec())
                && Stream.concat(changed(warm, wanted).keySet().stream(), gone(warm, wanted).stream())
                        .allMatch(HARMLESS.asMatchPredicate());
    }

    private static Map<String, String> changed(Launcher.Setting warm, Launcher.Setting wanted) {
        Map<String, String> set = new HashMap<>(wanted.variables());
        set.entrySet().removeAll(warm.variables().entrySet());
        return set;
    }

    private static List<String> gone(Launcher.Setting warm, Launcher.Setting wanted) {
        return warm.variables().keySet().stream()
                .filter(name -> !wanted.variables().containsKey(name))
                .toList();
    }

    private void moveIn(Started warm, Launcher.Setting wanted, KernelFolder to)
            throws IOException, InterruptedException {
        String given = Json.write(Map.of(
                "folder",
                wanted.workingFolder().toString(),
                "set",
                changed(warm.setting(), wanted),
                "unset",
                gone(warm.setting(), wanted),
                "connection",
                to.connectionFile().toString()));
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

    /** From its being written down on it is this kernel's, also for the next agent. */
    private void handOver(Launcher.Launched launched, LaunchRequest request, KernelFolder to) throws IOException {
        to.write(new KernelFolder.Written(request, Optional.of(launched.id()), Optional.of(launched.interruptMode())));
        Files.move(folder.log(), to.log(), StandardCopyOption.REPLACE_EXISTING); // it goes on writing there
        folder.delete();
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

package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Python process that was started before anybody wanted it. Whoever gets it tells it its folder and its variables by a cell
 * that nobody sees, and it is like any other from then on. One thread at a time, but that any may end it.
 */
final class WarmProcess {
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

    private final OwnMessages own;
    private final KernelFolder folder;
    private final Launcher.Setting setting;
    private final Launcher.Launched launched;
    private final Conversation conversation;
    private final AtomicBoolean ended = new AtomicBoolean();

    private WarmProcess(
            OwnMessages own,
            KernelFolder folder,
            Launcher.Setting setting,
            Launcher.Launched launched,
            Conversation conversation) {
        this.own = own;
        this.folder = folder;
        this.setting = setting;
        this.launched = launched;
        this.conversation = conversation;
    }

    /** Starts one of this kernelspec; none where its language is not Python. */
    static Optional<WarmProcess> launch(KernelSettings settings, String kernelspec, KernelFolder folder)
            throws IOException {
        LaunchRequest request = new LaunchRequest(kernelspec, Optional.empty(), Optional.empty(), Map.of());
        Launcher launcher = settings.launcher();
        Launcher.Setting setting = launcher.setting(request);
        if (!setting.spec().written().path("language").asText().equals("python")) {
            return Optional.empty();
        }
        PrivateFiles.folder(folder.path());
        Launcher.Launched launched = launcher.launch(request, folder);
        Optional<WarmProcess> started = Optional.empty();
        try {
            Conversation conversation = new Conversation(
                    launched.connection(), "atelier-" + folder.id(), settings.own(), settings.scratch());
            started = Optional.of(new WarmProcess(settings.own(), folder, setting, launched, conversation));
            return started;
        } finally {
            if (started.isEmpty()) {
                launched.process().destroyForcibly();
            }
        }
    }

    boolean isAlive() {
        return launched.process().isAlive();
    }

    Launcher.Setting setting() {
        return setting;
    }

    /** Waits until it answers. @return false where it has ended before */
    boolean awaitAnswer() throws InterruptedException {
        while (isAlive()) {
            if (conversation.begin(ASK_AGAIN)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it would be, once it has moved in, what a start with this setting makes. */
    boolean fits(Launcher.Setting wanted) {
        return wanted.spec().equals(setting.spec())
                && Stream.concat(changed(wanted).keySet().stream(), gone(wanted).stream())
                        .allMatch(HARMLESS.asMatchPredicate());
    }

    private Map<String, String> changed(Launcher.Setting wanted) {
        Map<String, String> set = new HashMap<>(wanted.variables());
        set.entrySet().removeAll(setting.variables().entrySet());
        return set;
    }

    private List<String> gone(Launcher.Setting wanted) {
        return setting.variables().keySet().stream()
                .filter(name -> !wanted.variables().containsKey(name))
                .toList();
    }

    /**
     * Makes it this kernel's.
     *
     * @throws IOException where it does not do as it is told; then it is of no use any more
     */
    Launcher.Launched moveIn(LaunchRequest request, Launcher.Setting wanted, KernelFolder to)
            throws IOException, InterruptedException {
        to.write(launched.connection());
        run(
                MOVE_IN,
                Map.of(
                        "folder",
                        wanted.workingFolder().toString(),
                        "set",
                        changed(wanted),
                        "unset",
                        gone(wanted),
                        "connection",
                        to.connectionFile().toString()));
        // From its being written down on it is this kernel's, also for the next agent.
        to.write(new KernelFolder.Written(request, Optional.of(launched.id()), Optional.of(launched.interruptMode())));
        Files.move(folder.log(), to.log(), StandardCopyOption.REPLACE_EXISTING); // it goes on writing there
        folder.delete();
        conversation.close();
        return launched;
    }

    /**
     * Runs a script that nobody sees and that leaves no name behind.
     *
     * @param script has {@code given}, JSON text, and {@code shell}, IPython's
     */
    void run(String script, Map<String, ?> given) throws IOException, InterruptedException {
        // JSON's strings are Python's, too.
        String code = "exec(compile(" + Json.write(script) + ", '<start>', 'exec'), {'given': "
                + Json.write(Json.write(given)) + ", 'shell': get_ipython()})";
        Map<String, Object> content =
                Map.of("code", code, "silent", true, "store_history", false, "allow_stdin", false);
        JsonNode answer = conversation.ask(
                own.message(Channel.SHELL, "execute_request", OwnMessages.noParent(), content), SETTLE);
        if (!answer.path("status").asText().equals("ok")) {
            throw new IOException(answer.path("evalue").asText("it did not do as it was told"));
        }
    }

    KernelFolder folder() {
        return folder;
    }

    /** However often it is asked for. */
    void end() {
        if (!ended.getAndSet(true)) {
            conversation.close();
        }
        launched.process().destroyForcibly();
    }
}

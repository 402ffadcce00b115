package dev.atelier.agent.kernel;

import dev.atelier.agent.kernel.KernelSpec.InterruptMode;
import dev.atelier.agent.process.Detached;
import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.process.ShareFolder;
import dev.atelier.api.Problem;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts kernel processes: command line, environment, folder, connection file. */
final class Launcher {
    private static final Logger LOG = System.getLogger(Launcher.class.getName());
    private static final Pattern PYTHON = Pattern.compile("python(3(\\.\\d+)?)?");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final KernelSpecs specs;
    private final Optional<Path> python;
    private final ShareFolder share;
    private final InstanceEnvironment environment;
    private final Detached detached;

    Launcher(
            KernelSpecs specs,
            Optional<Path> python,
            ShareFolder share,
            InstanceEnvironment environment,
            Detached detached) {
        this.specs = specs;
        this.python = python;
        this.share = share;
        this.environment = environment;
        this.detached = detached;
    }

    /** A process that was started just now. */
    record Launched(Process process, ProcessId id, ConnectionInfo connection, InterruptMode interruptMode) {}

    /** What a start would give a process. */
    record Setting(KernelSpec spec, Map<String, String> variables, Path workingFolder) {}

    Setting setting(LaunchRequest request) {
        KernelSpec spec = spec(request);
        return new Setting(spec, environment.with(variables(spec, request)), workingFolder(request));
    }

    KernelSpec spec(LaunchRequest request) {
        return specs.find(request.name());
    }

    /** @throws dev.atelier.api.ProblemException {@code kernel-died-at-start} if its program cannot be started */
    Launched launch(LaunchRequest request, KernelFolder folder) throws IOException {
        Setting setting = setting(request);
        KernelSpec spec = setting.spec();
        ConnectionInfo connection = ConnectionInfo.draw(spec.name());
        folder.write(connection);
        folder.write(new KernelFolder.Written(request, Optional.empty(), Optional.of(spec.interruptMode())));
        Files.deleteIfExists(folder.log());
        ProcessBuilder builder = new ProcessBuilder(detached.command(command(spec, folder)))
                .directory(setting.workingFolder().toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(setting.variables());
        Process process = start(builder, spec);
        Optional<ProcessId> id = ProcessId.of(process.pid());
        note(folder, new KernelFolder.Written(request, id, Optional.of(spec.interruptMode())));
        return new Launched(process, id.orElse(new ProcessId(process.pid(), "")), connection, spec.interruptMode());
    }

    /** Without it the next agent looks for the connection file among all command lines; the kernel runs in any case. */
    private static void note(KernelFolder folder, KernelFolder.Written written) {
        try {
            folder.write(written);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The process of kernel " + folder.id() + " cannot be written down", e);
        }
    }

    private static Process start(ProcessBuilder builder, KernelSpec spec) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw Problem.of(
                            500,
                            "kernel-died-at-start",
                            "The kernel \"" + spec.name() + "\" cannot be started: " + e.getMessage() + ".",
                            "See the argv of its kernel.json.")
                    .asException();
        }
    }

    private List<String> command(KernelSpec spec, KernelFolder folder) {
        Map<String, String> names = Map.of(
                "{connection_file}", folder.connectionFile().toString(),
                "{resource_dir}", spec.folder().toString(),
                "{prefix}", python.map(Path::toString).orElse(""));
        return spec.argv().stream()
                .map(word -> replaceAll(word, names))
                .map(word -> word.equals(spec.argv().getFirst()) ? program(word) : word)
                .toList();
    }

    private static String replaceAll(String word, Map<String, String> names) {
        String replaced = word;
        for (Map.Entry<String, String> name : names.entrySet()) {
            replaced = replaced.replace(name.getKey(), name.getValue());
        }
        return replaced;
    }

    private String program(String word) {
        return PYTHON.matcher(word).matches()
                ? python.map(prefix -> prefix.resolve("bin/python").toString()).orElse(word)
                : word;
    }

    private Map<String, String> variables(KernelSpec spec, LaunchRequest request) {
        Map<String, String> variables = new HashMap<>(request.env());
        Map<String, String> known = environment.with(request.env());
        spec.env().forEach((name, value) -> {
            if (!request.env().containsKey(name)) {
                variables.put(name, expand(value, known));
            }
        });
        request.path()
                .ifPresent(path -> variables.put(
                        "JPY_SESSION_NAME",
                        share.resolve(path).orElse(share.path()).toString()));
        return variables;
    }

    private static String expand(String value, Map<String, String> known) {
        return VARIABLE.matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(known.getOrDefault(match.group(1), match.group())));
    }

    private Path workingFolder(LaunchRequest request) {
        Optional<Path> notebook = request.path().flatMap(share::resolve).map(Path::getParent);
        return share.nearest(request.cwd().flatMap(share::resolve).or(() -> notebook));
    }
}

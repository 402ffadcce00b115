package dev.atelier.agent.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Command lines that run in a session, and so in a process group, of their own: they outlive the agent. */
public final class Detached {
    private static final String PYTHON_SETSID = "import os,sys; os.setsid(); os.execvp(sys.argv[1], sys.argv[1:])";

    private final List<String> prefix;

    /** @param python a Python that can stand in where there is no setsid(1) */
    public Detached(Optional<Path> python) {
        this.prefix = onPath("setsid")
                .map(setsid -> List.of(setsid.toString()))
                .or(() -> python.map(p -> List.of(p.resolve("bin/python").toString(), "-c", PYTHON_SETSID)))
                .orElseThrow(
                        () -> new IllegalStateException(
                                "Neither setsid on PATH nor a Python environment: install util-linux, or name one as \"python\"."));
    }

    /** The same command, in a session of its own; the process number stays. */
    public List<String> command(List<String> argv) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(argv);
        return command;
    }

    private static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

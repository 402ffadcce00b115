package dev.atelier.kernelspec;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Set;

/**
 * {@code install …} and its like do what a person wants of the installer, {@code train} is what the AOT cache is recorded from, and
 * anything else is a connection file: one jar, so that kernel and training run have the same class path, which the cache
 * depends on. Touches nothing that a kernel's start does not need.
 */
public final class Main {
    private static final Set<String> COMMANDS =
            Set.of("install", "uninstall", "wheel", "--help", "-h", "--version", "-V");

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || COMMANDS.contains(arguments[0])) {
            System.exit(CommandLineTool.run(Surroundings.current(), writer(System.out), writer(System.err), arguments));
        } else if (arguments[0].equals("train")) {
            Training.run();
        } else {
            dev.atelier.kernel.Main.main(arguments);
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }
}

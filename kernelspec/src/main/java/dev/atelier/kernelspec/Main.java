package dev.atelier.kernelspec;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code install …} installs the kernelspec, {@code train} is what the AOT cache is recorded from, and anything else is a
 * connection file: one jar, so that kernel and training run have the same class path, which the cache depends on.
 */
@Command(
        name = "atelier-kernelspec",
        mixinStandardHelpOptions = true,
        description = "The Java kernel for Jupyter.",
        subcommands = Install.class)
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) throws Exception {
        String first = arguments.length == 0 ? "--help" : arguments[0];
        if (List.of("install", "--help", "-h", "--version", "-V").contains(first)) {
            System.exit(new CommandLine(new Main()).execute(arguments.length == 0 ? new String[] {first} : arguments));
        } else if (first.equals("train")) {
            Training.run();
        } else {
            dev.atelier.kernel.Main.main(arguments);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: install");
    }
}

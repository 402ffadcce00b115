package dev.atelier.kernelspec;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a person calls. */
@Command(
        name = "atelier-kernelspec",
        mixinStandardHelpOptions = true,
        description = "The Java kernel for Jupyter.",
        subcommands = Install.class)
final class CommandLineTool implements Runnable {
    @Spec
    private CommandSpec spec;

    static int run(String[] arguments) {
        return new CommandLine(new CommandLineTool())
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: install");
    }
}

package dev.atelier.kernelspec;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a person calls. */
@Command(name = "atelier-kernelspec", mixinStandardHelpOptions = true, description = "The Java kernel for Jupyter.")
final class CommandLineTool implements Runnable {
    @Spec
    private CommandSpec spec;

    /** @return the exit code: 0, 1 for what failed, 2 for what was not understood */
    static int run(Surroundings surroundings, PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new CommandLineTool())
                .addSubcommand(new Install(surroundings))
                .addSubcommand(new Uninstall(surroundings))
                .addSubcommand(new MakeWheel(surroundings))
                .setOut(out)
                .setErr(err)
                // The border at which everything becomes a sentence.
                .setExecutionExceptionHandler((failure, command, _) -> {
                    boolean wheel = command.getCommand() instanceof MakeWheel;
                    err.println(Failure.sentence(failure, wheel ? "--output" : "--prefix"));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: install, uninstall or wheel");
    }
}

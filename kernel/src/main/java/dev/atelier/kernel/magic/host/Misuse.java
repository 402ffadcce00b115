package dev.atelier.kernel.magic.host;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person reads whose words a command does not take. */
public final class Misuse {
    private static final int USAGE = "Usage: ".length();

    private Misuse() {}

    /** What was wrong, what was probably meant, how the command is used, and where to read more. */
    public static String explained(ParameterException e) {
        CommandLine command = e.getCommandLine();
        CommandSpec spec = command.getCommandSpec();
        String what = e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched, spec) : e.getMessage();
        String synopsis = command.getHelp().synopsis(USAGE).strip();
        return what + "\nUsage: " + synopsis + "\nMore: " + spec.qualifiedName() + " --help";
    }

    private static String unmatched(UnmatchedArgumentException e, CommandSpec spec) {
        String word = e.getUnmatched().getFirst();
        StringBuilder text = new StringBuilder();
        if (e.isUnknownOption()) {
            text.append(spec.qualifiedName())
                    .append(" has no option ")
                    .append(word)
                    .append('.');
            if (takesMore(spec)) {
                text.append(" Words for the script that begin with a dash go after --.");
            }
        } else if (!spec.subcommands().isEmpty()) {
            text.append("There is no ")
                    .append(spec.qualifiedName())
                    .append(' ')
                    .append(word)
                    .append('.');
        } else {
            text.append(spec.qualifiedName()).append(" takes no “").append(word).append("” there.");
        }
        List<String> close = e.getSuggestions();
        if (!close.isEmpty()) {
            text.append(" Did you mean ").append(close.getFirst()).append('?');
        }
        return text.toString();
    }

    private static boolean takesMore(CommandSpec spec) {
        return spec.positionalParameters().stream().anyMatch(p -> p.index().isVariable());
    }
}

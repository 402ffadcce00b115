package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs one magic call: words to options, options to a call, its value back. */
public final class MagicRunner {
    private final Magics magics;

    public MagicRunner(Magics magics) {
        this.magics = magics;
    }

    /**
     * @param name may end with a question mark, which asks for help
     * @throws MagicException for an unknown magic or words it does not take
     * @throws Exception whatever the magic throws
     */
    public MagicResult run(String name, String words, MagicContext context) throws Exception {
        boolean asks = name.endsWith("?") || words.strip().equals("?");
        Magic magic = magics.magic(name.replace("?", ""));
        CommandLine command = Commands.of(magic, context);
        if (asks) {
            context.print(usage(command));
            return nothing();
        }
        return run(command, magic instanceof RawMagic ? raw(words) : Words.split(withoutSemicolon(words)), context);
    }

    /** A habit of Java's; where it is meant it stands between quotes. */
    private static String withoutSemicolon(String words) {
        String line = words.strip();
        return line.endsWith(";") && !line.endsWith("\\;") ? line.substring(0, line.length() - 1) : line;
    }

    /** Options first, as they are; the rest is one word. */
    private static List<String> raw(String words) {
        String line = words.strip();
        return line.isEmpty() ? List.of() : line.equals("--help") ? List.of(line) : List.of("--", line);
    }

    private static MagicResult run(CommandLine command, List<String> words, MagicContext context) throws Exception {
        ParseResult parsed;
        try {
            parsed = command.parseArgs(words.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new MagicException(Misuse.explained(e));
        }
        CommandLine leaf = leaf(parsed);
        if (leaf.isUsageHelpRequested() || leaf.isVersionHelpRequested()) {
            context.print(usage(leaf));
            return nothing();
        }
        return call(leaf);
    }

    private static CommandLine leaf(ParseResult parsed) {
        List<CommandLine> lines = parsed.asCommandLineList();
        return lines.getLast();
    }

    private static MagicResult call(CommandLine leaf) throws Exception {
        return switch (leaf.getCommandSpec().userObject()) {
            case Callable<?> callable ->
                new MagicResult(Optional.ofNullable(callable.call()), JavaTypes.returned(callable.getClass()));
            case Runnable runnable -> {
                runnable.run();
                yield nothing();
            }
            default ->
                throw new MagicException("Say what to do: "
                        + String.join(", ", leaf.getSubcommands().keySet()) + ".\n" + usage(leaf));
        };
    }

    private static MagicResult nothing() {
        return new MagicResult(Optional.empty(), "Object");
    }

    private static String usage(CommandLine command) {
        return command.getUsageMessage(Ansi.OFF);
    }
}

package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs one magic call: words to options, options to a call, its value back. */
public final class MagicRunner {
    /** {@code --name}, {@code --name=value} or {@code -n5}. */
    private static final Pattern OPTION = Pattern.compile("(--[\\w-]+|-[a-zA-Z])(\\S*)\\s*");

    private static final Pattern VALUE = Pattern.compile("\\S+");

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
        return run(
                command,
                magic instanceof RawMagic ? raw(command.getCommandSpec(), words) : Words.split(withoutSemicolon(words)),
                context);
    }

    /** A habit of Java's; where it is meant it stands between quotes. */
    private static String withoutSemicolon(String words) {
        String line = words.strip();
        return line.endsWith(";") && !line.endsWith("\\;") ? line.substring(0, line.length() - 1) : line;
    }

    /** Options first, as they are; the rest is one word. */
    private static List<String> raw(CommandSpec command, String words) {
        List<String> all = new ArrayList<>();
        String rest = words.strip();
        Matcher word = OPTION.matcher(rest);
        while (word.lookingAt() && command.findOption(word.group(1)) != null) {
            boolean apart = word.group(2).isEmpty()
                    && command.findOption(word.group(1)).arity().min() > 0;
            Matcher value = VALUE.matcher(rest).region(word.end(), rest.length());
            int end = apart && value.lookingAt() ? value.end() : word.end();
            all.addAll(Words.split(rest.substring(0, end)));
            rest = rest.substring(end).strip();
            word = OPTION.matcher(rest);
        }
        rest = rest.startsWith("-- ") ? rest.substring(3).strip() : rest;
        if (!rest.isEmpty()) {
            all.add("--");
            all.add(rest);
        }
        return all;
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

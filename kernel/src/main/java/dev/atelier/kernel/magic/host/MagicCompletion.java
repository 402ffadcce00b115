package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Tab on a line that calls a magic: its name, subcommands, options, and the candidates its parameters offer. */
public final class MagicCompletion {
    private static final Pattern NAME = Pattern.compile("(?:.*=\\s*|[ \\t]*)(%%?)([\\w.-]*)");
    private static final Pattern CALL = Pattern.compile("(?:.*=\\s*|[ \\t]*)%%?([A-Za-z][\\w.-]*)\\s+(.*)");

    private final Magics magics;

    public MagicCompletion(Magics magics) {
        this.magics = magics;
    }

    /**
     * @param matches whole replacements
     * @param start where in the line the replaced text begins
     */
    public record Result(List<String> matches, int start) {}

    /**
     * @param line the line up to the cursor
     * @param context for commands that are only looked at, not called
     * @return empty when the line calls no magic
     */
    public Optional<Result> complete(String line, MagicContext context) {
        Matcher name = NAME.matcher(line);
        if (name.matches()) {
            String prefix = name.group(1);
            List<String> names = magics.all().keySet().stream()
                    .filter(n -> n.startsWith(name.group(2)))
                    .map(n -> prefix + n)
                    .toList();
            return Optional.of(new Result(names, name.start(1)));
        }
        Matcher call = CALL.matcher(line);
        return call.matches()
                ? Optional.of(words(call.group(1), call.group(2), line.length(), context))
                : Optional.empty();
    }

    private Result words(String name, String typed, int cursor, MagicContext context) {
        try {
            Words.Unfinished line = Words.unfinished(typed);
            String last = line.words().getLast();
            CommandLine command = Commands.of(magics.magic(name), context);
            List<CharSequence> candidates = new ArrayList<>();
            AutoComplete.complete(
                    command.getCommandSpec(),
                    line.words().toArray(String[]::new),
                    line.words().size() - 1,
                    last.length(),
                    typed.length(),
                    candidates);
            Stream<String> live =
                    HalfTyped.last(command.getCommandSpec(), line.words())
                            .map(word -> word.candidates(context))
                            .stream()
                            .flatMap(List::stream);
            List<String> matches = Stream.concat(candidates.stream().map(rest -> last + rest), live)
                    .map(MagicCompletion::quoted)
                    .distinct()
                    .sorted()
                    .toList();
            return new Result(matches, cursor - typed.length() + line.start());
        } catch (MagicException | CommandLine.PicocliException e) {
            return new Result(List.of(), cursor);
        }
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./~-]*") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

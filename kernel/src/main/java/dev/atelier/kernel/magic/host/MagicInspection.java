package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What a tooltip says on a line that calls a magic: the help of the command that its words lead to. */
public final class MagicInspection {
    private static final Pattern CALL = Pattern.compile("(?:.*=\\s*|[ \\t]*)%%?([A-Za-z][\\w.-]*)(?:\\s+(.*))?");

    private final Magics magics;

    public MagicInspection(Magics magics) {
        this.magics = magics;
    }

    /**
     * @param line the whole line
     * @param context for commands that are only looked at, not called
     * @return empty when the line calls no magic that there is
     */
    public Optional<String> inspect(String line, MagicContext context) {
        Matcher call = CALL.matcher(line);
        if (!call.matches()) {
            return Optional.empty();
        }
        try {
            CommandLine command = Commands.of(magics.magic(call.group(1)), context);
            String words = call.group(2) == null ? "" : call.group(2);
            for (String word : Words.unfinished(words).words()) {
                CommandLine next = command.getSubcommands().get(word);
                if (next == null) {
                    break;
                }
                command = next;
            }
            return Optional.of(command.getUsageMessage(Ansi.OFF).strip());
        } catch (MagicException | CommandLine.PicocliException e) {
            return Optional.empty();
        }
    }
}

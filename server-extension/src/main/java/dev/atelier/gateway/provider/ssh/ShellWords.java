package dev.atelier.gateway.provider.ssh;

import java.util.List;
import java.util.stream.Collectors;

/** Words for a POSIX shell: whatever is in them, it takes them as they are. */
final class ShellWords {
    private ShellWords() {}

    /** @throws IllegalArgumentException where there is a NUL, which no argument can hold */
    static String quote(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL in a word for a shell");
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** The line that makes these the arguments of the script that follows it. */
    static String arguments(List<String> words) {
        return words.stream().map(ShellWords::quote).collect(Collectors.joining(" ", "set -- ", "\n"));
    }
}

package dev.atelier.kernel.magic.load;

import dev.atelier.kernel.magic.host.JavaScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A script of JShell: its Java, without the commands of JShell's own console, up to {@code /exit}. */
final class JShellFile {
    private static final Pattern COMMAND = Pattern.compile("\\s*/(?![/*])(\\S*).*");
    private static final Set<String> NAMES = Set.of(
            "list", "edit", "drop", "save", "open", "vars", "methods", "types", "imports", "exit", "env", "reset",
            "reload", "history", "debug", "help", "set", "!", "?");

    private JShellFile() {}

    static Script script(String name, String text) {
        List<String> remarks = new ArrayList<>();
        StringBuilder java = new StringBuilder();
        JavaScanner scanner = new JavaScanner();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            Matcher command = COMMAND.matcher(line);
            if (!scanner.open() && command.matches() && (scanner.atStatement() || NAMES.contains(command.group(1)))) {
                if (command.group(1).equals("exit")) {
                    break;
                }
                remarks.add(name + ":" + number + ": skipped " + line.strip() + ", a command of JShell's own console.");
                // An empty line in its place keeps the numbers of those below.
                java.append('\n');
            } else {
                scanner.read(line + "\n");
                java.append(line).append('\n');
            }
        }
        return new Script(List.of(new Script.Part(java.toString(), name)), remarks);
    }
}

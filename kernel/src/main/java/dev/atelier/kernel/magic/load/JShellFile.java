package dev.atelier.kernel.magic.load;

import dev.atelier.kernel.magic.host.JavaScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of JShell: its Java, without the commands of JShell's own console, up to {@code /exit}. The console runs what is
 * complete at the end of a line, with or without a semicolon; what stands together in a cell needs it. Every line keeps
 * its number.
 */
final class JShellFile {
    private static final Pattern COMMAND = Pattern.compile("\\s*/(?![/*])(\\S*).*");
    private static final Set<String> NAMES = Set.of(
            "list", "edit", "drop", "save", "open", "vars", "methods", "types", "imports", "exit", "env", "reset",
            "reload", "history", "debug", "help", "set", "!", "?");

    private final String name;
    private final Predicate<String> complete;
    private final List<String> remarks = new ArrayList<>();
    private final StringBuilder java = new StringBuilder();
    private final JavaScanner scanner = new JavaScanner();

    /** Where what the console would run next begins. */
    private int begun;

    private JShellFile(String name, Predicate<String> complete) {
        this.name = name;
        this.complete = complete;
    }

    /** @param complete whether the console would run such lines without waiting for another */
    static Script script(String name, String text, Predicate<String> complete) {
        JShellFile file = new JShellFile(name, complete);
        List<String> lines = text.lines().toList();
        boolean more = true;
        for (int i = 0; i < lines.size() && more; i++) {
            more = file.read(lines.get(i), i + 1);
        }
        return new Script(List.of(new Script.Part(file.java.toString(), name)), file.remarks);
    }

    /** @return whether the script goes on */
    private boolean read(String line, int number) {
        Matcher command = COMMAND.matcher(line);
        boolean between = scanner.atStatement() || java.length() == begun;
        if (!scanner.open() && command.matches() && (between || NAMES.contains(command.group(1)))) {
            if (command.group(1).equals("exit")) {
                return false;
            }
            remarks.add(name + ":" + number + ": skipped " + line.strip() + ", a command of JShell's own console.");
            java.append('\n');
            return true;
        }
        scanner.read(line + "\n");
        java.append(line);
        boolean ended = scanner.atStatement();
        if (!scanner.open() && (ended || complete.test(java.substring(begun)))) {
            // Behind a comment it would be a part of it.
            java.append(ended ? "\n" : line.contains("//") ? "\n;" : ";\n");
            scanner.read(";");
            begun = java.length();
        } else {
            java.append('\n');
        }
        return true;
    }
}

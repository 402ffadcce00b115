package dev.atelier.kernel.display;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Exceptions as values: what they are, where they come from, and why, without the kernel's own frames. */
final class Traces {
    private static final int MAX_FRAMES = 20;
    private static final int MAX_CAUSES = 5;
    private static final Predicate<String> OURS = Pattern.compile(
                    "(dev\\.atelier\\.kernel|jdk\\.internal|java\\.lang\\.reflect|REPL|jdk\\.jshell)\\..*")
            .asMatchPredicate();

    private Traces() {}

    static String text(Throwable thrown) {
        List<String> lines = new ArrayList<>();
        Throwable each = thrown;
        for (int i = 0; each != null && i <= MAX_CAUSES; i++, each = each.getCause()) {
            lines.add((i == 0 ? "" : "Caused by: ") + each);
            frames(each, lines);
        }
        return String.join("\n", lines);
    }

    private static void frames(Throwable thrown, List<String> lines) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (!OURS.test(frame.getClassName())) {
                frames.add("    at " + frame);
            }
        }
        frames.stream().limit(MAX_FRAMES).forEach(lines::add);
        if (frames.size() > MAX_FRAMES) {
            lines.add("    … " + (frames.size() - MAX_FRAMES) + " more");
        }
    }

    /** In place of what some code should have made. */
    static String failure(Object value, String call, Throwable thrown) {
        return "(" + name(value.getClass()) + ": " + call + " failed with "
                + thrown.getClass().getSimpleName() + ")";
    }

    /** A class's name as the person wrote it. */
    static String name(Class<?> type) {
        String name = type.getTypeName();
        return name.startsWith("REPL.") ? name.substring(name.lastIndexOf('$') + 1) : name;
    }
}

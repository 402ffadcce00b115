package dev.atelier.kernel.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import jdk.jshell.Diag;

/** Errors with the cell's own lines, and without frames that are ours or JShell's. */
final class ErrorFormatter {
    private static final int LINES_AROUND = 2;
    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 8;
    private static final String SNIPPETS = "REPL.";
    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$\\w+\\$\\d+[A-Z]*\\$?");
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$.*");

    /** Finds lines of classes made of snippets. */
    @FunctionalInterface
    interface Places {
        Optional<JavaSession.Place> place(String outerClass, int line);
    }

    private final Places places;

    ErrorFormatter(Places places) {
        this.places = places;
    }

    ErrorReport thrown(Throwable exception) {
        List<String> lines = new ArrayList<>();
        append(lines, exception, "", Collections.newSetFromMap(new IdentityHashMap<>()));
        return new ErrorReport(name(exception), message(exception), lines);
    }

    /** The border to the person's exceptions, whose methods may throw themselves: what cannot be told is left out. */
    @SuppressWarnings("CatchThrowable")
    static ErrorReport told(Supplier<ErrorReport> whole, Throwable exception) {
        try {
            return whole.get();
        } catch (Throwable e) {
            return ErrorReport.sentence(name(exception), message(exception));
        }
    }

    private void append(List<String> lines, Throwable exception, String prefix, Set<Throwable> seen) {
        if (!seen.add(exception) || seen.size() > MAX_CAUSES) {
            return;
        }
        String message = message(exception);
        lines.add(prefix + Ansi.bad(name(exception)) + (message.isEmpty() ? "" : ": " + message));
        List<StackTraceElement> frames = ownFrames(exception.getStackTrace());
        frames.stream()
                .flatMap(frame -> place(frame).stream())
                .findFirst()
                .ifPresent(place -> lines.addAll(excerpt(place.origin(), place.line())));
        frames.stream().limit(MAX_FRAMES).forEach(frame -> lines.add("    at " + frame(frame)));
        if (frames.size() > MAX_FRAMES) {
            lines.add("    … " + (frames.size() - MAX_FRAMES) + " more");
        }
        for (Throwable suppressed : exception.getSuppressed()) {
            append(lines, suppressed, "Suppressed: ", seen);
        }
        if (exception.getCause() != null) {
            append(lines, exception.getCause(), "Caused by: ", seen);
        }
    }

    /** Down to the cell's own code; below it stand only reflection, JShell and we. */
    private static List<StackTraceElement> ownFrames(StackTraceElement[] stack) {
        int end = stack.length;
        for (int i = 0; i < stack.length; i++) {
            if (stack[i].getClassName().startsWith(SNIPPETS)
                    && stack[i].getMethodName().startsWith("do_it$")) {
                end = i + 1;
            }
        }
        List<StackTraceElement> frames = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            if (!stack[i].getClassName().startsWith("dev.atelier.kernel.")) {
                frames.add(stack[i]);
            }
        }
        return frames;
    }

    private Optional<JavaSession.Place> place(StackTraceElement frame) {
        return frame.getClassName().startsWith(SNIPPETS)
                ? places.place(outerClass(frame.getClassName()), frame.getLineNumber())
                : Optional.empty();
    }

    /** {@code REPL.$JShell$12$Foo} is of {@code REPL.$JShell$12}. */
    private static String outerClass(String className) {
        int number = className.indexOf('$', SNIPPETS.length() + 1);
        int nested = className.indexOf('$', number + 1);
        return nested < 0 ? className : className.substring(0, nested);
    }

    private String frame(StackTraceElement frame) {
        if (!frame.getClassName().startsWith(SNIPPETS)) {
            return frame.toString();
        }
        String where = place(frame)
                .map(place -> place.origin().cell() + ":" + place.line())
                .orElse("notebook");
        if (frame.getMethodName().startsWith("do_it$")) {
            return Ansi.place(where);
        }
        String type = WRAPPER.matcher(frame.getClassName()).replaceFirst("").replace('$', '.');
        String method = LAMBDA.matcher(frame.getMethodName()).replaceFirst("lambda");
        return (type.isEmpty() ? method : type + "." + method) + "(" + Ansi.place(where) + ")";
    }

    ErrorReport rejected(List<Diag> problems, Origin origin) {
        List<String> lines = new ArrayList<>();
        List<Diag> errors = problems.stream().filter(Diag::isError).toList();
        String message = errors.isEmpty()
                ? "This is no Java."
                : errors.getFirst().getMessage(Locale.ROOT).strip();
        for (Diag error : errors) {
            String[] text = error.getMessage(Locale.ROOT).strip().split("\n");
            lines.add(Ansi.bad("error") + ": " + text[0]);
            int position = (int) Math.max(0, error.getPosition());
            int line = origin.line(position);
            lines.add("  " + Ansi.place(origin.cell() + ":" + line));
            lines.add(numbered(line, origin.lineText(line), true));
            lines.add(underline(origin, error, line, position));
            for (int i = 1; i < text.length; i++) {
                lines.add("  " + text[i]);
            }
        }
        if (lines.isEmpty()) {
            lines.add(Ansi.bad("error") + ": " + message);
        }
        return new ErrorReport("CompilationException", message, lines);
    }

    private static String underline(Origin origin, Diag error, int line, int position) {
        int column = origin.column(position);
        int room = Math.max(1, origin.lineText(line).length() - column);
        int length = Math.clamp(error.getEndPosition() - position, 1, room);
        return " ".repeat(8 + column) + Ansi.bad("^" + "~".repeat(length - 1));
    }

    private static List<String> excerpt(Origin origin, int line) {
        List<String> lines = new ArrayList<>();
        lines.add("  " + Ansi.place(origin.cell() + ":" + line));
        int last = (int) origin.code().lines().count();
        for (int i = Math.max(1, line - LINES_AROUND); i <= Math.min(last, line + LINES_AROUND); i++) {
            lines.add(numbered(i, origin.lineText(i), i == line));
        }
        return lines;
    }

    private static String numbered(int line, String text, boolean marked) {
        String number = String.format("%4d", line);
        return marked ? Ansi.mark("-> " + number) + " " + text : "   " + number + " " + text;
    }

    /** The class's name as the person wrote it; an anonymous one has its parent's. */
    static String name(Throwable exception) {
        Class<?> type = exception.getClass();
        String name = (type.isAnonymousClass() ? type.getSuperclass() : type).getName();
        return name.startsWith(SNIPPETS)
                ? WRAPPER.matcher(name).replaceFirst("").replace('$', '.')
                : name;
    }

    /** What it says, as far as it can: asking may fail in any way, for the answer is the person's own code. */
    @SuppressWarnings("CatchThrowable")
    static String message(Throwable exception) {
        try {
            String message = exception.getLocalizedMessage();
            return message == null ? "" : message;
        } catch (Throwable e) {
            return "(its message could not be had: " + name(e) + ")";
        }
    }
}

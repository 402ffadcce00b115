package dev.atelier.kernel.session;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The kernel's own log: the process's standard error, as it was before cells got it. Bounded, as hostile bytes are not. */
public final class Complaints implements Consumer<String> {
    private static final int MAX_LINES = 10_000;

    private volatile PrintStream target;
    private final AtomicInteger lines = new AtomicInteger();

    public Complaints(PrintStream target) {
        this.target = target;
    }

    /** Goes on there. */
    void moveTo(PrintStream other) {
        target = other;
    }

    @Override
    public void accept(String sentence) {
        int line = lines.incrementAndGet();
        if (line <= MAX_LINES) {
            target.println("[atelier] " + sentence);
        }
        if (line == MAX_LINES) {
            target.println("[atelier] Nothing more is logged.");
        }
    }

    /** The border to exceptions of the person's, whose own methods may throw. */
    @SuppressWarnings("CatchThrowable")
    static String trace(Throwable e) {
        StringWriter text = new StringWriter();
        try {
            e.printStackTrace(new PrintWriter(text));
        } catch (Throwable broken) {
            text.append(e.getClass().getName()).append(", whose trace could not be had");
        }
        return text.toString();
    }
}

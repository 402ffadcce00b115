package dev.atelier.agent.link;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** The answer of one call on its way from the gateway to the client: a bounded queue of lines. */
final class Call {
    private static final long MOST_BYTES = 2L * Link.LONGEST_LINE;

    private final Queue<String> lines = new ArrayDeque<>();
    private long bytes;
    private boolean answered;
    private boolean over;

    /** @return false if too much waits already; the call is over then */
    synchronized boolean answer(String line, boolean last) {
        if (over || bytes + line.length() > MOST_BYTES) {
            over = true;
            notifyAll();
            return false;
        }
        answered = true;
        lines.add(line);
        bytes += line.length();
        over = last;
        notifyAll();
        return true;
    }

    /** Ends a call with this problem, if nothing was answered yet; else it ends without an end. */
    synchronized void fail(Problem problem) {
        if (!over && !answered) {
            answered = true;
            lines.add(Json.write(
                    Map.of("status", problem.status(), "headers", Map.of("Content-Type", Problem.CONTENT_TYPE))));
            lines.add(Json.write(Map.of("data", Json.write(problem))));
            lines.add("{\"end\":true}");
        }
        over = true;
        notifyAll();
    }

    void gatewayLost() {
        fail(Problem.of(503, "gateway-away", "The gateway went away during this call.", "Try again in a few seconds."));
    }

    /** Waits for the next line; empty after the last one. */
    synchronized Optional<String> next() throws InterruptedException {
        while (lines.isEmpty() && !over) {
            wait();
        }
        Optional<String> line = Optional.ofNullable(lines.poll());
        bytes -= line.map(String::length).orElse(0);
        return line;
    }
}

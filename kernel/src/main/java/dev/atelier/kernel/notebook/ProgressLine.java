package dev.atelier.kernel.notebook;

import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.display.Html;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How far something is, in the words of Python's tqdm: {@code Training  42% 42/100 [00:03<00:04, 13.1 it/s]}.
 *
 * @param total empty when nobody knows
 * @param nanos since the beginning
 */
record ProgressLine(String label, long done, OptionalLong total, long nanos, State state) {

    /** Whether more may come. */
    enum State {
        RUNNING,
        ENDED
    }

    Bundle bundle() {
        return Bundle.html(text(), html());
    }

    String text() {
        return label.isEmpty() ? figures() : label + "  " + figures();
    }

    private String figures() {
        String elapsed = clock(nanos);
        return total.isPresent()
                ? percent() + "% " + done + "/" + total.getAsLong() + " [" + elapsed + "<" + remaining() + ", " + rate()
                        + "]"
                : done + " [" + elapsed + ", " + rate() + "]";
    }

    /** Full only when nothing is left. */
    private long percent() {
        long all = total.orElse(0);
        return done >= all ? 100 : (long) Math.floor(100.0 * done / all);
    }

    private String remaining() {
        long left = Math.max(0, total.orElse(0) - done);
        return done == 0 && left > 0 ? "?" : clock((long) ((double) nanos / Math.max(1, done) * left));
    }

    private String rate() {
        if (done == 0 || nanos <= 0) {
            return "? it/s";
        }
        double perSecond = done * 1e9 / nanos;
        return perSecond >= 1
                ? String.format(Locale.ROOT, "%.1f it/s", perSecond)
                : String.format(Locale.ROOT, "%.1f s/it", 1 / perSecond);
    }

    private static String clock(long nanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** With the browser's own bar, which takes the page's colours; without a value it moves to and fro. */
    private String html() {
        String name = label.isEmpty() ? "" : Html.escape(label) + " ";
        return "<div>" + name + "<progress" + position() + " style=\"vertical-align:middle\"></progress>"
                + " <span style=\"opacity:0.7\">" + Html.escape(figures()) + "</span></div>";
    }

    private String position() {
        if (total.isEmpty()) {
            return state == State.ENDED ? " value=\"1\" max=\"1\"" : "";
        }
        long all = Math.max(1, total.getAsLong());
        return " value=\"" + (done >= total.getAsLong() ? all : done) + "\" max=\"" + all + "\"";
    }
}

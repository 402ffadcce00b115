package dev.atelier.magics.show;

import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.Rendering;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** One line that is drawn anew while something comes into being: what, in which state, the step, and for how long. */
public final class Progress {
    private final String what;
    private final Instant begun = Instant.now();
    private final LiveRendering line;

    public Progress(MagicContext context, String what, String state) {
        this.what = what;
        this.line = context.live(rendering(state, Tone.BUSY, ""));
    }

    public void update(Object state, Tone tone, String detail) {
        line.update(rendering(state.toString(), tone, detail));
    }

    private Rendering rendering(String state, Tone tone, String detail) {
        String mark = switch (tone) {
            case GOOD -> "✔";
            case BAD -> "✘";
            case BUSY -> "◌";
            case QUIET -> "○";
        };
        String time = String.format(
                Locale.ROOT, "%.1f s", Duration.between(begun, Instant.now()).toMillis() / 1000.0);
        String more = detail.isEmpty() ? "" : " · " + Plain.line(detail);
        return Rendering.of(
                tone.ansi(mark + " ") + what + "  " + tone.ansi(state) + more + Tone.QUIET.ansi("  " + time),
                "<div>" + tone.html(mark) + " <b>" + Html.escape(what) + "</b> " + tone.html(state) + Html.escape(more)
                        + " <span style=\"opacity:.6\">" + time + "</span></div>");
    }
}

package dev.atelier.magics.show;

import java.util.Optional;

/** A cell of a table. */
public record Cell(String text, Optional<Tone> tone) {
    public Cell {
        text = Plain.line(text);
    }

    public static Cell of(Object text) {
        return new Cell(String.valueOf(text), Optional.empty());
    }

    public static Cell of(Object text, Tone tone) {
        return new Cell(String.valueOf(text), Optional.of(tone));
    }

    String ansi(int width) {
        String padded = text + " ".repeat(Math.max(0, width - text.length()));
        return tone.map(t -> t.ansi(padded)).orElse(padded);
    }

    String html() {
        return tone.map(t -> t.html(text)).orElseGet(() -> Html.escape(text));
    }
}

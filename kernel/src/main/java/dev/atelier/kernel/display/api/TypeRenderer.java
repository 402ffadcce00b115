package dev.atelier.kernel.display.api;

/** Makes what a value of a type looks like in one MIME type. */
@FunctionalInterface
public interface TypeRenderer<T> {
    /**
     * Called whenever such a value is shown, by any thread.
     *
     * @return for {@code text/*} and SVG a text; for other images their bytes, their Base64 text, or anything that has an
     *     image of that type by itself (a {@code BufferedImage}, a chart); for {@code application/json} and {@code +json} a
     *     text that is JSON, a map, a list, a record, a Jackson or Gson tree; {@code null} for nothing in this MIME type
     * @throws Exception to have the value shown as text instead; the person is told so once
     */
    Object render(T value) throws Exception;
}

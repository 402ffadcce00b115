package dev.atelier.kernel.display.api;

/**
 * What types look like. For each MIME type the renderer of the most specific type wins: the value's class, then its
 * superclasses, then its interfaces, nearest first. Of two for the same type the one registered last wins.
 */
public interface Renderers {
    /**
     * Shows values of a type, and of its subtypes, as {@code mimeType} too.
     *
     * <pre>{@code
     * renderers().register(Point.class, "text/html", p -> "<b>" + p.x() + "</b>");
     * }</pre>
     *
     * @param mimeType {@code text/html}, {@code image/png}, {@code application/vnd.vegalite.v5+json} …
     * @return this, for the next registration
     * @throws IllegalArgumentException when {@code mimeType} is none
     */
    <T> Renderers register(Class<T> type, String mimeType, TypeRenderer<? super T> renderer);
}

package dev.atelier.magics.show;

import dev.atelier.kernel.magic.Rendering;

/** A link with words before it. */
public final class Link {
    private Link() {}

    public static Rendering of(String words, String url) {
        String address = Html.escape(url);
        return Rendering.of(
                words + ": " + url,
                Html.escape(words) + ": <a href=\"" + address + "\" target=\"_blank\" rel=\"noopener\">" + address
                        + "</a>");
    }
}

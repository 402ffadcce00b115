package dev.atelier.magics.show;

import dev.atelier.kernel.magic.Rendering;

/** Ways to pages of the gateway. */
public final class Links {
    private Links() {}

    /**
     * Opens in a tab of its own; a terminal shows where it leads.
     *
     * @param path below the gateway's address
     */
    public static Rendering of(String words, String path) {
        String html = "<a href=\"" + Html.escape(path) + "\" target=\"_blank\">" + Html.escape(words) + "</a>";
        return Rendering.of(words + "  " + path, html);
    }
}

package dev.atelier.kernel.magic;

/** A place in the output that is drawn anew, with {@code update_display_data} in a notebook. */
public interface LiveRendering {
    void update(Rendering rendering);
}

package dev.atelier.kernel.display.api;

/**
 * A library's renderers. A jar on the notebook's class path names its providers in {@code
 * META-INF/services/dev.atelier.kernel.display.api.RendererProvider}; adding the jar is all that people do.
 */
public interface RendererProvider {
    /** Called once, before something is shown for the first time after the jar was added. */
    void register(Renderers renderers);
}

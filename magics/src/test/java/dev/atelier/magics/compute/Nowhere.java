package dev.atelier.magics.compute;

import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.Rendering;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where nobody looks. */
record Nowhere(Map<String, String> environment) implements MagicContext {
    @Override
    public Optional<String> body() {
        return Optional.empty();
    }

    @Override
    public Path workingFolder() {
        return Path.of("");
    }

    @Override
    public void print(String text) {}

    @Override
    public void show(Rendering rendering) {}

    @Override
    public LiveRendering live(Rendering first) {
        return next -> {};
    }

    @Override
    public String prompt() {
        return "%";
    }
}

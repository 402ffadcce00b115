package dev.atelier.kernel.session;

import dev.atelier.kernel.magic.host.Magics;
import java.util.concurrent.atomic.AtomicReference;

/** The built-in magics list all magics, among which they are: this ties the knot. */
final class LateMagics {
    private final AtomicReference<Magics> magics = new AtomicReference<>();

    Magics set(Magics all) {
        magics.set(all);
        return all;
    }

    Magics get() {
        return magics.get();
    }
}

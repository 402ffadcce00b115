package dev.atelier.kernel.magic.load;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;

/** {@code %load}. */
public final class LoadMagic implements Magic {
    @Override
    public String name() {
        return "load";
    }

    @Override
    public Object command(MagicContext context) {
        return new Load(context);
    }
}

package dev.atelier.magics.compute;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.magics.Session;

/** {@code %compute}. */
public final class ComputeMagic implements Magic {

    @Override
    public String name() {
        return "compute";
    }

    @Override
    public Object command(MagicContext context) {
        return Names.command(new Compute(new Session(context)), context);
    }
}

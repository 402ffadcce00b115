package dev.atelier.magics.datastore;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.magics.Session;

/** {@code %mount}. */
public final class MountMagic implements Magic {

    @Override
    public String name() {
        return "mount";
    }

    @Override
    public Object command(MagicContext context) {
        return new MountCommand(new Session(context));
    }
}

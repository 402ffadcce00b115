package dev.atelier.magics.datastore;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.magics.Session;
import dev.atelier.magics.compute.Names;

/** {@code %mount}. */
public final class MountMagic implements Magic {

    @Override
    public String name() {
        return "mount";
    }

    @Override
    public Object command(MagicContext context) {
        return Names.command(new MountCommand(new Session(context)), context);
    }
}

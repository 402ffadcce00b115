package dev.atelier.magics.datastore;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.magics.Session;
import dev.atelier.magics.compute.Names;

/** {@code %unmount}. */
public final class UnmountMagic implements Magic {

    @Override
    public String name() {
        return "unmount";
    }

    @Override
    public Object command(MagicContext context) {
        return Names.command(new Unmount(new Session(context)), context);
    }
}

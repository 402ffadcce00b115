package dev.atelier.magics.datastore;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.magics.Session;
import dev.atelier.magics.compute.Names;

/** {@code %datastore}. */
public final class DatastoreMagic implements Magic {

    @Override
    public String name() {
        return "datastore";
    }

    @Override
    public Object command(MagicContext context) {
        return Names.command(new DatastoreCommand(new Session(context)), context);
    }
}

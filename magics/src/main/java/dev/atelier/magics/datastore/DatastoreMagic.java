package dev.atelier.magics.datastore;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.magics.Session;

/** {@code %datastore}. */
public final class DatastoreMagic implements Magic {

    @Override
    public String name() {
        return "datastore";
    }

    @Override
    public Object command(MagicContext context) {
        return new DatastoreCommand(new Session(context));
    }
}

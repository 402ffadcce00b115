package dev.atelier.gateway.provider;

import dev.atelier.api.DatastoreSpec;
import java.io.IOException;
import java.nio.file.Path;

/** A provider whose instances can have datastores mounted. */
public interface DatastoreMounts {

    /** Where a mount of that name is seen from inside the instance. */
    Path mountPoint(Place place, String mount);

    /** Tries the credential and the location without mounting; throws with the reason when they don't serve. */
    void check(DatastoreSpec datastore) throws IOException, InterruptedException;

    /** Mounts, or finds it mounted. Back when it can be used. */
    void mount(Place place, String mount, DatastoreSpec datastore, Access access)
            throws IOException, InterruptedException;

    /** Unmounts; nothing happens where nothing is mounted. */
    void unmount(Place place, String mount) throws IOException, InterruptedException;

    /** What may be done with a mount's files. */
    enum Access {
        READ_ONLY,
        READ_WRITE
    }
}

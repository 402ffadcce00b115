package dev.atelier.proof;

import java.io.IOException;

/** A real server of an object store, with the bucket {@code training}. */
interface BucketServer extends AutoCloseable {
    String BUCKET = "training";

    /** Makes a datastore of the bucket, with the right key. */
    Atelier.Result datastore(Atelier where, String name);

    boolean hasObject(String name) throws IOException;

    @Override
    void close();
}

package dev.atelier.gateway.provider;

import java.io.IOException;
import java.util.Collection;

/** A provider that can find what it once made and no instance has any more, of a gateway that was killed in between. */
public interface Leftovers {

    /** Removes them. */
    void removeLeftovers(Known known) throws IOException, InterruptedException;

    /**
     * What instances there are. Asked only once what exists has been listed, so that nothing which comes into being meanwhile
     * is taken for a leftover.
     */
    interface Known {
        Collection<Place> places();

        /** What is of a later one was made by a gateway whose store this is not: it is left alone. */
        long newestGeneration();
    }
}

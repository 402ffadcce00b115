package dev.atelier.gateway.provider;

import java.io.IOException;
import java.util.Map;

/** A provider that can keep places ready which nobody has asked for yet; a new instance takes one over where it fits. */
public interface Spares {

    /**
     * Removes the spares that are too many or of no use, and makes one that is missing. Called again and again.
     *
     * @param wanted how many of each size, by its name; none of sizes that are not named
     * @return whether it made one and it is ready, so that another call may find more to do
     */
    boolean keep(Map<String, Integer> wanted) throws IOException, InterruptedException;

    /** How many of each size could be taken over now. */
    Map<String, Integer> ready();
}

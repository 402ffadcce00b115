package dev.atelier.gateway.provider;

import java.io.IOException;
import java.util.Map;

/** A provider that can keep places ready which nobody has asked for yet; a new instance takes one over where it fits. */
public interface Spares {

    /**
     * Makes and removes spares until there are as many as wanted; may leave some for the next call. Called again and again, by
     * one thread.
     *
     * @param wanted how many of each size, by its name; none of sizes that are not named
     */
    void keep(Map<String, Integer> wanted) throws IOException, InterruptedException;

    /** How many of each size could be taken over now. */
    Map<String, Integer> ready();
}

package dev.atelier.gateway.provider;

import java.io.IOException;

/**
 * A provider of whose instances something is where it may not be reached, and which tells what belongs to one from what belongs to
 * another of the same name, made before or after it. So one can be given up, and what is left of it be removed later.
 */
public interface Generations {

    /** What of it is elsewhere, for a person: {@code the container …}. Asks nobody. */
    String elsewhere(Place place);

    /** Removes what of it is here, without a word to what can't be reached. */
    void giveUp(Place place) throws IOException;

    /** Ends and removes what is left elsewhere of this very generation; nothing where nothing is. */
    void removeGivenUp(Place place) throws IOException, InterruptedException;
}

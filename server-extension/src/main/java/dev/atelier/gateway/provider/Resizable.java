package dev.atelier.gateway.provider;

import java.io.IOException;

/** A provider that makes a stopped instance anew at its next start where its size is another by then; what was written in it stays. */
public interface Resizable {

    /**
     * Looks whether nothing of a stopped instance would be lost.
     *
     * @throws dev.atelier.api.ProblemException (409) where something would be, and what to do instead
     */
    void requireResizable(Place stopped) throws IOException, InterruptedException;
}

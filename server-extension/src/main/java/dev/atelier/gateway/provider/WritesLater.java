package dev.atelier.gateway.provider;

import java.io.IOException;

/** A provider whose instances' files come to the share a moment after they were written. */
public interface WritesLater {

    /** Waits, in bounded time, until what was written in that place so far has come. */
    void awaitWritten(Place place) throws IOException, InterruptedException;
}

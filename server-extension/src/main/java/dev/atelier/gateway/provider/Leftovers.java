package dev.atelier.gateway.provider;

import java.io.IOException;

/** A provider that makes things which serve for a moment, and can tell those that a killed gateway left. */
public interface Leftovers {

    /** Removes them; nothing that belongs to an instance. */
    void removeLeftovers() throws IOException, InterruptedException;
}

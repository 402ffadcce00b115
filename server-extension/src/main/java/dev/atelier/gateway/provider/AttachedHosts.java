package dev.atelier.gateway.provider;

import dev.atelier.api.SshKey;
import java.io.IOException;

/** A provider whose instances are hosts that are there already: they are attached and detached, not made and deleted. */
public interface AttachedHosts {

    /** The key with which the gateway comes to a person's hosts; made when it is first asked for. */
    SshKey key(String owner) throws IOException;

    /**
     * Tries to come to the host of a place as its owner would; nothing is left there.
     *
     * @throws dev.atelier.api.ProblemException with words for a person where the key of the host is not the accepted one or
     *     nobody has accepted it, where the host does not let the owner's key in, or where the operator does not allow it
     */
    void check(Place place) throws IOException, InterruptedException;

    /** Gives a place up without a word to its host. Says where there what stays. */
    String forget(Place place) throws IOException;
}

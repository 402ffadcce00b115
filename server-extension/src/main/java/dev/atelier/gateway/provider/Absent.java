package dev.atelier.gateway.provider;

import java.util.Optional;

/** A provider that may be out of reach for a while, and can say why without asking. */
public interface Absent {

    /** Why it can't be reached, as sentences for a person; empty while it can be. */
    Optional<String> absence();
}

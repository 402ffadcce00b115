package dev.atelier.gateway.provider;

import java.util.Optional;

/** A provider whose instances may run and still lack something that a person should know of. */
public interface Remarks {

    /** What a place that runs lacks, as sentences for a person; empty where it is all that it should be. */
    Optional<String> remark(Place place);
}

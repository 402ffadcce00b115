package dev.atelier.gateway.config;

import dev.atelier.gateway.yaml.Fault;
import java.util.List;

/** What became of the file's text. */
sealed interface Parsed {

    record Whole(OperatorFile file) implements Parsed {}

    /** @param faults one at least, by their lines */
    record Faulty(List<Fault> faults) implements Parsed {}
}

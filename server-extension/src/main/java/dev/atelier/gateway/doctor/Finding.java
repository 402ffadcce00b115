package dev.atelier.gateway.doctor;

import dev.atelier.api.Diagnosis.Outcome;
import java.util.Optional;

/** What one look found. */
record Finding(Outcome outcome, String found, Optional<String> cure) {
    static Finding ok(String found) {
        return new Finding(Outcome.OK, found, Optional.empty());
    }

    static Finding skipped(String found) {
        return new Finding(Outcome.SKIPPED, found, Optional.empty());
    }

    static Finding warning(String found, String cure) {
        return new Finding(Outcome.WARNING, found, Optional.of(cure));
    }

    static Finding failed(String found, String cure) {
        return new Finding(Outcome.FAILED, found, Optional.of(cure));
    }
}

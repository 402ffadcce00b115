package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was found when everything was looked at that an instance needs.
 *
 * @param compute the instance's name
 */
public record Diagnosis(String compute, List<Check> checks) {

    /** How a check ended. */
    public enum Outcome {
        OK("ok"),
        /** It works, but not as it should, or not for long. */
        WARNING("warning"),
        FAILED("failed"),
        /** There was nothing to look at, or no way to look. */
        SKIPPED("skipped");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        @JsonValue
        @Override
        public String toString() {
            return word;
        }
    }

    /**
     * One thing that was looked at.
     *
     * @param name a word
     * @param found what was seen, a sentence; with a fault, its cause
     * @param cure what to do or type; commands stand in back quotes, without what goes before them
     * @param millis how long it took
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Check(
            String name,
            Outcome outcome,
            String found,
            Optional<String> cure,
            @JsonProperty("took_ms") long millis) {}

    /** The same, and one check more. */
    public Diagnosis with(Check check) {
        return new Diagnosis(
                compute, Stream.concat(checks.stream(), Stream.of(check)).toList());
    }

    /** The names of those that failed. */
    public List<String> failed() {
        return checks.stream()
                .filter(check -> check.outcome() == Outcome.FAILED)
                .map(Check::name)
                .toList();
    }
}

package dev.atelier.magics.compute;

import picocli.CommandLine.Parameters;

/** Which schedule of which instance, for the verbs of {@code %compute schedule} that change one. */
final class OneSchedule {
    @Parameters(
            index = "0",
            paramLabel = "NAME",
            completionCandidates = Names.Instances.class,
            description = "The instance.")
    private String instance;

    @Parameters(index = "1", paramLabel = "SCHEDULE", description = "See: compute schedule list NAME.")
    private String schedule;

    String instance() {
        return instance;
    }

    String schedule() {
        return schedule;
    }
}

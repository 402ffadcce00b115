package dev.atelier.gateway.compute;

import dev.atelier.api.Problem;

/** Why something can't be had of an instance now, and what to type next. */
final class Refusals {
    private Refusals() {}

    static Problem justDeleted(String name) {
        return Problem.of(404, "unknown-instance", "The instance “" + name + "” has just been deleted.");
    }

    static Problem notStarted(InstanceRecord instance) {
        String name = "The instance “" + instance.name() + "”";
        return switch (instance.state()) {
            case STOPPING, STOPPED ->
                Problem.of(
                        409,
                        "not-started",
                        name + " was stopped while a kernel waited for it.",
                        "Start it again with: `compute start " + instance.name() + "`");
            case DELETING -> Problem.of(409, "not-started", name + " is being deleted.");
            default ->
                Problem.of(
                        409,
                        "not-started",
                        name + " could not be started and is " + instance.state()
                                + instance.reason().map(r -> ": " + r).orElse("."),
                        "Try again with: `compute start " + instance.name() + "`");
        };
    }

    static Problem startTimeout(InstanceRecord instance, long seconds) {
        return Problem.of(
                504,
                "start-timeout",
                "The instance “" + instance.name() + "” is " + instance.state() + " still, after " + seconds + " s"
                        + instance.reason().map(r -> " (" + r + ")").orElse("") + ".",
                "See what it does with: `compute show " + instance.name() + "`");
    }

    static Problem notRunning(InstanceRecord instance) {
        String why = instance.reason().map(r -> " (" + r + ")").orElse("");
        return Problem.of(
                409,
                "not-running",
                "The instance “" + instance.name() + "” is " + instance.state() + why + ".",
                (instance.starting() ? "Wait until it runs, with: `compute start " : "Start it with: `compute start ")
                        + instance.name() + "`");
    }

    /** @param size that it was to have */
    static void requireStopped(InstanceRecord instance, String size) {
        requireNotDeleting(instance);
        boolean stopped = switch (instance.state()) {
            case STOPPED, CREATE_FAILED, SETUP_FAILED -> instance.desired() == Desired.STOPPED;
            default -> false;
        };
        if (!stopped) {
            throw Problem.of(
                            409,
                            "not-stopped",
                            "The instance “" + instance.name() + "” is " + instance.state()
                                    + "; it gets another size when it is stopped.",
                            "Stop it, which ends its kernels and jobs: `compute stop " + instance.name()
                                    + "`. Then type: `compute resize " + instance.name() + " " + size + "`")
                    .asException();
        }
    }

    static void requireNotDeleting(InstanceRecord instance) {
        if (instance.desired().ends()) {
            throw Problem.of(
                            409,
                            "being-deleted",
                            "The instance “" + instance.name() + "” is being deleted.",
                            "Wait until it is gone from: `compute list`")
                    .asException();
        }
    }
}

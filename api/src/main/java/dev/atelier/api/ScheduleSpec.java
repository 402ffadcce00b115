package dev.atelier.api;

import java.util.Optional;

/**
 * When an instance is started or stopped: an item of Azure ML's {@code schedules.compute_start_stop}, and two fields of ours.
 *
 * @param name ours: by which it is changed; drawn from the action when empty
 * @param force ours: a stop does not wait for busy kernels and jobs
 */
public record ScheduleSpec(
        Optional<String> name,
        Optional<ScheduleAction> action,
        Optional<ScheduleState> state,
        Optional<Trigger> trigger,
        Optional<Boolean> force) {

    /** @throws ProblemException {@code bad-name} (400) */
    public ScheduleSpec {
        name = name == null ? Optional.empty() : name.map(n -> Names.require("schedule", n));
        action = action == null ? Optional.empty() : action;
        state = state == null ? Optional.empty() : state;
        trigger = trigger == null ? Optional.empty() : trigger;
        force = force == null ? Optional.empty() : force;
    }

    public static ScheduleSpec of(ScheduleAction action, Trigger trigger) {
        return new ScheduleSpec(
                Optional.empty(), Optional.of(action), Optional.empty(), Optional.of(trigger), Optional.empty());
    }

    public ScheduleSpec named(String newName) {
        return new ScheduleSpec(Optional.of(newName), action, state, trigger, force);
    }

    /** Its name is to be drawn. */
    public ScheduleSpec unnamed() {
        return new ScheduleSpec(Optional.empty(), action, state, trigger, force);
    }

    public ScheduleSpec withState(ScheduleState newState) {
        return new ScheduleSpec(name, action, Optional.of(newState), trigger, force);
    }

    public ScheduleSpec withTrigger(Trigger newTrigger) {
        return new ScheduleSpec(name, action, state, Optional.of(newTrigger), force);
    }

    public ScheduleSpec forced() {
        return new ScheduleSpec(name, action, state, trigger, Optional.of(true));
    }

    public boolean enabled() {
        return state.filter(ScheduleState.DISABLED::equals).isEmpty();
    }

    /** @throws ProblemException {@code bad-schedule} (400) where it was left out */
    public ScheduleAction requiredAction() {
        return action.orElseThrow(() -> Problem.of(
                        400, Trigger.BAD, "A schedule either starts or stops.", "Say which: {\"action\": \"stop\"}.")
                .asException());
    }

    /** @throws ProblemException {@code bad-schedule} (400) where it was left out */
    public Trigger requiredTrigger() {
        return trigger.orElseThrow(() -> Problem.of(
                        400,
                        Trigger.BAD,
                        "A schedule needs a trigger.",
                        "Like: {\"type\": \"cron\", \"expression\": \"0 18 * * 1-5\", \"time_zone\": \"Europe/Berlin\"}.")
                .asException());
    }
}

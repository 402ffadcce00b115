package dev.atelier.gateway.setup;

import dev.atelier.api.ScriptKind;
import dev.atelier.api.ScriptSpec;
import dev.atelier.api.ScriptState;
import dev.atelier.api.SetupScript;
import dev.atelier.gateway.share.SharePath;
import java.time.Instant;
import java.util.Optional;

/**
 * A setup script as the store has it.
 *
 * @param runs how often it was begun, and others of its kind before it
 * @param began when it was begun last, by this computer's clock
 */
public record ScriptRecord(
        String compute,
        ScriptKind kind,
        ScriptSpec spec,
        ScriptState state,
        int runs,
        Optional<Instant> began,
        Optional<Instant> ended) {

    /** Where Azure ML has them. */
    SharePath log() {
        return SharePath.of("Logs").child(compute).child(kind + "_script.txt");
    }

    boolean isUnderWay() {
        return state == ScriptState.STARTING || state == ScriptState.RUNNING;
    }

    public boolean hasEnded() {
        return state == ScriptState.COMPLETED || state == ScriptState.FAILED;
    }

    public SetupScript shown() {
        return new SetupScript(kind, state, spec.path(), spec.minutes(), runs, log().text(), began, ended);
    }
}

package dev.atelier.agent.process;

import dev.atelier.api.Problem;
import java.util.Optional;

/** What the instance is called. One that was started as a spare gets its name from whoever takes it, once. */
public final class InstanceName {
    private final String configured;
    private final boolean spare;
    private volatile Optional<String> given = Optional.empty();

    /** @param spare whether another name may be given later */
    public InstanceName(String configured, boolean spare) {
        this.configured = configured;
        this.spare = spare;
    }

    public String value() {
        return given.orElse(configured);
    }

    /** @throws dev.atelier.api.ProblemException {@code instance-named} (409) where it has another name for good */
    public synchronized void give(String name) {
        if (name.isBlank()) {
            throw Problem.of(400, "bad-name", "An instance needs a name.").asException();
        }
        if (!spare || given.isPresent()) {
            if (name.equals(value())) {
                return;
            }
            throw Problem.of(409, "instance-named", "This instance is “" + value() + "” already.")
                    .asException();
        }
        given = Optional.of(name);
    }
}

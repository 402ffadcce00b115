package dev.atelier.api;

import java.util.Optional;

/** What a person shall be. */
public record PersonSpec(Optional<PersonRole> role) {

    public PersonSpec {
        role = role == null ? Optional.empty() : role;
    }

    public static PersonSpec of(PersonRole role) {
        return new PersonSpec(Optional.of(role));
    }

    /** @throws ProblemException {@code missing-field} (400) where it was left out */
    public PersonRole required() {
        return role.orElseThrow(
                () -> Problem.of(400, "missing-field", "Say which role the person has: {\"role\": \"contributor\"}.")
                        .asException());
    }
}

package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a person may do, with Azure's words; each with all that the one before it may. */
public enum PersonRole {
    /** Sees, changes nothing. */
    READER,
    /** Has instances, and runs what they like on them. */
    CONTRIBUTOR,
    /** Decides for the workspace. */
    OWNER;

    /** @throws ProblemException {@code unknown-role} (400) */
    @JsonCreator
    public static PersonRole of(String word) {
        for (PersonRole role : values()) {
            if (role.toString().equals(word)) {
                return role;
            }
        }
        throw Problem.of(
                        400,
                        "unknown-role",
                        "“" + Names.shown(word) + "” is no role.",
                        "They are: reader, contributor, owner.")
                .asException();
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

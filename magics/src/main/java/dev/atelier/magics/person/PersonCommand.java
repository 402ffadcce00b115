package dev.atelier.magics.person;

import dev.atelier.magics.Session;
import picocli.CommandLine.Command;

/** The verbs of {@code ./atelier person}. */
@Command(
        name = "person",
        description = "The people who may come in, and what they may do; for owners of the workspace.",
        subcommands = {ListPeople.class, AddPerson.class, SetRole.class, RemovePerson.class})
public final class PersonCommand {
    private final Session session;

    public PersonCommand(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }
}

package dev.atelier.magics.person;

import dev.atelier.api.Person;
import dev.atelier.api.PersonRole;
import dev.atelier.magics.compute.Names;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code person set-role}. */
@Command(name = "set-role", description = "Give a person another role; it counts at once.")
final class SetRole implements Callable<Person> {
    @ParentCommand
    private PersonCommand parent;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Names.People.class,
            description = "The person, as “person list” has them.")
    private String name;

    @Parameters(paramLabel = "ROLE", converter = RoleWord.class, description = "reader, contributor or owner.")
    private PersonRole role;

    @Override
    public Person call() {
        Person changed = parent.session().ask(client -> client.setRole(name, role));
        parent.session().context().print(changed.name() + " is " + article(changed.role()) + " now.\n");
        return changed;
    }

    static String article(PersonRole role) {
        return (role == PersonRole.OWNER ? "an " : "a ") + role;
    }
}

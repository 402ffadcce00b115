package dev.atelier.magics.person;

import dev.atelier.api.Person;
import dev.atelier.api.PersonRole;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code person add}. */
@Command(name = "add", description = "Add a person. They come in with a token: token create --for NAME")
final class AddPerson implements Callable<Person> {
    @ParentCommand
    private PersonCommand parent;

    @Parameters(paramLabel = "NAME", description = "What they are called, like their account or mail address.")
    private String name;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            converter = RoleWord.class,
            description =
                    "reader: sees, changes nothing; contributor: has instances of their own; owner: decides for the workspace.")
    private PersonRole role;

    @Override
    public Person call() {
        Person added = parent.session().ask(client -> client.addPerson(name, role));
        parent.session()
                .context()
                .print(added.name() + " is " + SetRole.article(added.role()) + ". They come in with a token: "
                        + parent.session().context().prompt() + "token create --for " + added.name() + "\n");
        return added;
    }
}

package dev.atelier.magics.person;

import dev.atelier.magics.compute.Names;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code person remove}. */
@Command(name = "remove", description = "Remove a person who has no instance and no datastore; their tokens end.")
final class RemovePerson implements Callable<Void> {
    @ParentCommand
    private PersonCommand parent;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Names.People.class,
            description = "The person, as “person list” has them.")
    private String name;

    @Option(names = "--yes", description = "Really do it.")
    private boolean yes;

    @Override
    public Void call() {
        parent.session().requireYes(yes, name + " is shut out, and all their tokens end.", "person remove " + name);
        parent.session().tell(client -> client.removePerson(name));
        parent.session().context().print(name + " is removed.\n");
        return null;
    }
}

package dev.atelier.magics.person;

import dev.atelier.api.Person;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code person list}. */
@Command(name = "list", description = "List the people of the workspace.")
final class ListPeople implements Callable<List<Person>> {
    @ParentCommand
    private PersonCommand parent;

    @Override
    public List<Person> call() {
        List<Person> people = parent.session().ask(AtelierClient::people);
        Table table = new Table("There is nobody.", "NAME", "ROLE", "TOKENS", "ADDED");
        for (Person person : people) {
            table.add(
                    Cell.of(person.name()),
                    Cell.of(person.role()),
                    Cell.of(person.tokens()),
                    Cell.of(Ages.since(person.created()) + " ago"));
        }
        parent.session().context().show(table.rendering());
        return people;
    }
}

package dev.atelier.magics.compute;

import dev.atelier.api.Diagnosis;
import dev.atelier.api.client.Gateways;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute doctor}. */
@Command(
        name = "doctor",
        description = "Look at everything that an instance needs, and say what is amiss and what to type.")
final class Doctor implements Callable<Diagnosis> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Override
    public Diagnosis call() throws InterruptedException {
        Diagnosis told = compute.session().ask(client -> client.doctor(name));
        Optional<Gateways.Address> door = compute.session().address();
        Diagnosis diagnosis = door.isPresent() ? told.with(FrontDoor.look(door.get(), told)) : told;
        show(diagnosis);
        List<String> failed = diagnosis.failed();
        if (!failed.isEmpty()) {
            throw new MagicException(failed.size() + " of " + diagnosis.checks().size() + " checks of "
                    + diagnosis.compute() + " failed: " + String.join(", ", failed) + ".");
        }
        return diagnosis;
    }

    private void show(Diagnosis diagnosis) {
        Table table = new Table("", diagnosis.compute(), "", "found", "what to do");
        for (Diagnosis.Check check : diagnosis.checks()) {
            table.add(
                    Cell.of(check.name()),
                    Cell.of(check.outcome(), tone(check.outcome())),
                    Cell.of(check.found()),
                    Cell.of(compute.session().inOurWords(check.cure().orElse(""))));
        }
        compute.session().context().show(table.rendering());
    }

    private static Tone tone(Diagnosis.Outcome outcome) {
        return switch (outcome) {
            case OK -> Tone.GOOD;
            case WARNING -> Tone.BUSY;
            case FAILED -> Tone.BAD;
            case SKIPPED -> Tone.QUIET;
        };
    }
}

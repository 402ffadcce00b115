package dev.atelier.magics.compute;

import dev.atelier.api.Job;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code %compute jobs}. */
@Command(name = "jobs", description = "List the jobs, the newest first.")
final class ListJobs implements Callable<List<Job>> {
    @ParentCommand
    private Compute compute;

    @Override
    public List<Job> call() {
        List<Job> jobs = compute.session().ask(AtelierClient::jobs).reversed();
        Table table = new Table("There are no jobs.", "JOB", "STATE", "ON", "EXIT CODE", "CREATED", "LOG");
        for (Job j : jobs) {
            table.add(
                    Cell.of(j.name()),
                    Cell.of(j.state(), Tone.of(j.state())),
                    Cell.of(j.compute()),
                    Cell.of(j.exitCode().map(String::valueOf).orElse("")),
                    Cell.of(Ages.since(j.created()) + " ago"),
                    Cell.of(j.log()));
        }
        compute.session().context().show(table.rendering());
        return jobs;
    }
}

package dev.atelier.magics.compute;

import dev.atelier.api.Job;
import dev.atelier.api.client.AtelierClient;
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
        compute.session().context().show(JobTable.of(jobs));
        return jobs;
    }
}

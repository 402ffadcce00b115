package dev.atelier.magics.compute;

import dev.atelier.api.Job;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute cancel}. */
@Command(name = "cancel", description = "Cancel a job.")
final class Cancel implements Callable<Job> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "JOB", completionCandidates = Names.Jobs.class, description = "The job.")
    private String name;

    @Override
    public Job call() {
        Job job = compute.session().ask(client -> client.cancel(name));
        compute.session().context().print(name + " is " + job.state() + ".\n");
        return job;
    }
}

package dev.atelier.magics.compute;

import dev.atelier.api.Job;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute logs}. */
@Command(name = "logs", description = "Print a job's output.")
final class Logs implements Callable<Job> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "JOB", completionCandidates = Names.Jobs.class, description = "The job.")
    private String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the job has ended.")
    private boolean follow;

    @Override
    public Job call() {
        if (follow) {
            return new JobWatch(compute.session(), name).follow();
        }
        compute.session().context().print(compute.session().ask(client -> client.log(name)));
        return compute.session().ask(client -> client.job(name));
    }
}

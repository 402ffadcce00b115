package dev.atelier.magics.compute;

import dev.atelier.api.Job;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute logs}. */
@Command(name = "logs", description = "Print a job's output.")
final class Logs implements Callable<Job>, IExitCodeGenerator {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "JOB", completionCandidates = Names.Jobs.class, description = "The job.")
    private String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the job has ended.")
    private boolean follow;

    private int exitCode;

    @Override
    public Job call() {
        if (follow) {
            Job job = new JobWatch(compute.session(), name).follow();
            exitCode = JobWatch.exitCode(job);
            return job;
        }
        compute.session().context().print(compute.session().ask(client -> client.log(name)));
        return compute.session().ask(client -> client.job(name));
    }

    @Override
    public int getExitCode() {
        return exitCode;
    }
}

package dev.atelier.magics.compute;

import dev.atelier.api.Job;
import dev.atelier.api.JobSpec;
import dev.atelier.kernel.magic.FileNames;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute submit}. */
@Command(name = "submit", description = "Run a script of the share, or the cell below, as a job on an instance.")
final class Submit implements Callable<Job>, IExitCodeGenerator {
    @ParentCommand
    private Compute compute;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SCRIPT",
            completionCandidates = FileNames.class,
            description = "A .py, .java or .sh file, relative to this folder.")
    private Optional<String> script;

    @Parameters(
            index = "1..*",
            paramLabel = "ARGUMENT",
            description = "For the script; after -- if they begin with a dash.")
    private List<String> arguments = List.of();

    @Option(
            names = "--on",
            completionCandidates = Names.Instances.class,
            description = "The instance; this one if left out.")
    private String on;

    @Option(names = "--name", description = "The job's name.")
    private Optional<String> name;

    @Option(names = "--language", description = "python, java or bash; told from the file's ending if left out.")
    private Optional<String> language;

    @Option(names = "--env", paramLabel = "KEY=VALUE", description = "A variable of the job's environment.")
    private Map<String, String> environment = Map.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Print its output until it has ended.")
    private boolean follow;

    private int exitCode;

    @Override
    public Job call() {
        Session session = compute.session();
        Optional<String> body = session.context().body();
        if (script.isPresent() == body.isPresent()) {
            throw new MagicException(
                    "Submit either a file (compute submit train.py --on box1) or the cell below a line that"
                            + " begins with two percent signs; not both, not neither.");
        }
        JobSpec spec = new JobSpec(
                on == null ? session.here() : on, name, script, body, language, arguments, folder(), environment);
        Job job = session.ask(client -> client.submit(spec));
        if (follow) {
            return followed(new JobWatch(session, job.name()).follow());
        }
        session.context()
                .print("Job " + job.name() + " is " + job.state() + " on " + job.compute() + ". Follow it with: "
                        + session.context().prompt() + "compute logs " + job.name() + " --follow\n");
        return job;
    }

    private Job followed(Job job) {
        exitCode = JobWatch.exitCode(job);
        return job;
    }

    @Override
    public int getExitCode() {
        return exitCode;
    }

    /** The folder we are in, as the share sees it; the share itself when we are elsewhere. */
    private String folder() {
        String share = compute.session().ask(client -> client.status().share());
        java.nio.file.Path here = compute.session().context().workingFolder().toAbsolutePath();
        return here.startsWith(share)
                ? java.nio.file.Path.of(share).relativize(here).toString()
                : "";
    }
}

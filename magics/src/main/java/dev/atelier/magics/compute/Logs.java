package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.Job;
import dev.atelier.api.ScriptKind;
import dev.atelier.magics.Session;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute logs}; its value is the job, or the instance whose script it was. */
@Command(name = "logs", description = "Print the output of a job, or of an instance's setup script.")
final class Logs implements Callable<Object>, IExitCodeGenerator {
    @ParentCommand
    private Compute compute;

    @Parameters(
            paramLabel = "JOB",
            completionCandidates = Names.Jobs.class,
            description = "The job; with --script, the instance.")
    private String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until it has ended.")
    private boolean follow;

    @Option(names = "--script", paramLabel = "SCRIPT", description = "creation or startup, of an instance.")
    private Optional<String> script = Optional.empty();

    private int exitCode;

    @Override
    public Object call() {
        return script.<Object>map(word -> printed(ScriptKind.of(word))).orElseGet(this::printed);
    }

    private Instance printed(ScriptKind kind) {
        Session session = compute.session();
        if (follow) {
            session.tell(client -> client.followScriptLog(name, kind, line -> {
                session.context().print(line + "\n");
                return true;
            }));
        } else {
            session.context().print(session.ask(client -> client.scriptLog(name, kind)));
        }
        return session.ask(client -> client.instance(name));
    }

    private Job printed() {
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

package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceFile;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.SetupScripts;
import dev.atelier.kernel.magic.FileNames;
import dev.atelier.magics.Session;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code %compute create}. What is typed goes before what stands in the file. */
@Command(name = "create", description = "Create an instance and wait until it runs.")
final class Create implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "3 to 24 letters, digits or dashes, beginning with a letter; the file's if left out.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            completionCandidates = FileNames.class,
            description = "Azure ML's YAML of a compute instance, as az ml compute create takes it.")
    private Optional<String> file = Optional.empty();

    @Option(names = "--size", completionCandidates = Names.Sizes.class, description = "See: compute sizes.")
    private Optional<String> size = Optional.empty();

    @Option(
            names = "--provider",
            completionCandidates = Names.Makers.class,
            description =
                    "Who makes it: local is this computer, docker a container on it, docker:NAME one on an engine elsewhere.")
    private Optional<String> provider = Optional.empty();

    @Option(names = "--image", description = "What a container is made from, with Python and ipykernel in it.")
    private Optional<String> image = Optional.empty();

    @Option(names = "--description", description = "A sentence for the list.")
    private Optional<String> description = Optional.empty();

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            description =
                    "Stop it after so long without activity: 30m, 2h, or never. Without it as the gateway has it.")
    private Optional<String> idle = Optional.empty();

    @Option(
            names = {"--for", "--create-on-behalf-of"},
            paramLabel = "PERSON",
            description = "Whose it is to be, and theirs alone; for owners of the workspace, in a terminal.")
    private Optional<String> person = Optional.empty();

    @Mixin
    private SetupOptions setup;

    @Option(names = "--no-wait", description = "Come back at once.")
    private boolean noWait;

    @Override
    public Instance call() {
        if (name.isEmpty() && file.isEmpty()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "Say how the instance is called: NAME, or --file with a name in it.");
        }
        Session session = compute.session();
        InstanceFile written = file.map(path -> Definition.read(session, path))
                .orElseGet(() -> new InstanceFile(Optional.empty(), InstanceSpec.defaults(), List.of()));
        String called = name.or(written::name)
                .orElseThrow(() -> new CommandLine.ParameterException(
                        command.commandLine(), "There is no name in the file. Give one before --file."));
        InstanceSpec spec = typed(written.spec());
        return new InstanceWatch(session, called, Scripts.patience(spec.setupScripts()))
                .change("Creating", noWait, client -> client.create(called, spec));
    }

    private InstanceSpec typed(InstanceSpec inFile) {
        Optional<SetupScripts> scripts = setup.scripts(compute.session().context());
        return new InstanceSpec(
                provider.or(inFile::provider),
                size.or(inFile::size),
                image.or(inFile::image),
                description.or(inFile::description),
                inFile.tags(),
                Optional.empty(),
                idle.map(Spans::ofNew).or(inFile::idleMinutes),
                inFile.schedules(),
                merged(scripts, inFile.setupScripts()),
                person.or(inFile::createOnBehalfOf));
    }

    private static Optional<SetupScripts> merged(Optional<SetupScripts> typed, Optional<SetupScripts> inFile) {
        return typed.flatMap(first -> inFile.map(second -> new SetupScripts(
                        first.creation().or(second::creation), first.startup().or(second::startup))))
                .or(() -> typed)
                .or(() -> inFile);
    }
}

package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.Mount;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute show}. */
@Command(name = "show", description = "Show all about an instance.")
final class Show implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, or yaml: a file in Azure ML's YAML, for compute create --file.")
    private Output output = Output.TABLE;

    @Option(names = "--yaml", description = "The same as --output yaml.")
    private boolean yaml;

    /** As {@code az} has it. */
    enum Output {
        TABLE,
        YAML;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Instance call() {
        Instance instance = compute.session().ask(client -> client.instance(name));
        if (yaml || output == Output.YAML) {
            compute.session().context().print(compute.session().ask(client -> client.file(name)));
        } else {
            table(instance);
        }
        return instance;
    }

    private void table(Instance i) {
        List<Mount> mounts = compute.session().ask(AtelierClient::mounts).stream()
                .filter(m -> m.compute().equals(i.name()))
                .toList();
        Table table = new Table("", i.name(), "");
        table.add(Cell.of("state"), Cell.of(i.state() + ", since " + Ages.since(i.since()), Tone.of(i.state())));
        i.reason().ifPresent(r -> table.add(Cell.of("why"), Cell.of(r)));
        IdleWords.of(i, Instant.now(), ZoneId.systemDefault())
                .ifPresent(words -> table.add(Cell.of("idle"), Cell.of(words)));
        i.schedules()
                .forEach(schedule -> table.add(
                        Cell.of("schedule " + schedule.name()),
                        Cell.of(ScheduleWords.of(schedule, Instant.now(), ZoneId.systemDefault()))));
        i.ssh().ifPresent(host -> table.add(Cell.of("host"), Cell.of(host)));
        ContainerRows.addImage(table, i, compute.session().context().prompt());
        table.add(Cell.of("size"), Cell.of(i.size() + " (" + i.provider() + ")"));
        table.add(Cell.of("owner"), Cell.of(i.owner()));
        i.description().ifPresent(d -> table.add(Cell.of("description"), Cell.of(d)));
        ContainerRows.addGpus(table, i);
        UsageRows.add(table, i, compute.session());
        table.add(Cell.of("kernels"), Cell.of(i.kernels()));
        table.add(Cell.of("jobs"), Cell.of(i.jobs()));
        mounts.forEach(
                m -> table.add(Cell.of("mount " + m.name()), Cell.of(m.path() + ", " + m.state(), Tone.of(m.state()))));
        compute.session().context().show(table.rendering());
    }
}

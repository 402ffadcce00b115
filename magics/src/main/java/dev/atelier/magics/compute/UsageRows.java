package dev.atelier.magics.compute;

import dev.atelier.api.Gpu;
import dev.atelier.api.GpuUsage;
import dev.atelier.api.Instance;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Usage;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import dev.atelier.magics.show.Amounts;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an instance uses, as rows of a table. */
final class UsageRows {

    private UsageRows() {}

    static void add(Table table, Instance instance, Session session) {
        Optional<Usage> usage =
                instance.state() == InstanceState.RUNNING ? usage(instance.name(), session) : Optional.empty();
        usage.ifPresentOrElse(
                used -> add(table, used),
                () -> instance.gpus().forEach(gpu -> table.add(Cell.of("GPU " + gpu.index()), Cell.of(known(gpu)))));
    }

    /** It is one part of what is shown, and an agent of an earlier version does not tell it. */
    private static Optional<Usage> usage(String name, Session session) {
        try {
            return Optional.of(session.ask(client -> client.usage(name)));
        } catch (MagicException e) {
            return Optional.empty();
        }
    }

    private static void add(Table table, Usage used) {
        String of = used.cpus() == 1 ? " of 1 processor" : " of " + used.cpus() + " processors";
        used.cpu().ifPresent(cpu -> table.add(Cell.of("CPU"), Cell.of(Amounts.percent(cpu) + of)));
        both(used.memoryUsedBytes(), used.memoryBytes())
                .ifPresent(words -> table.add(Cell.of("memory"), Cell.of(words)));
        used.diskBytes()
                .flatMap(all -> both(used.diskFreeBytes().map(free -> all - free), Optional.of(all)))
                .ifPresent(words -> table.add(Cell.of("disk"), Cell.of(words)));
        used.gpus().forEach(gpu -> table.add(Cell.of("GPU " + gpu.index()), Cell.of(words(gpu))));
    }

    private static Optional<String> both(Optional<Long> used, Optional<Long> all) {
        return used.flatMap(bytes -> all.map(total -> Amounts.part(bytes, total)));
    }

    private static String words(GpuUsage gpu) {
        List<String> words = new ArrayList<>(List.of(gpu.name()));
        gpu.utilization().ifPresent(part -> words.add(Amounts.percent(part)));
        both(gpu.memoryUsedBytes(), gpu.memoryBytes()).ifPresent(words::add);
        gpu.temperature().ifPresent(degrees -> words.add(Math.round(degrees) + " °C"));
        gpu.power().ifPresent(watts -> words.add(Math.round(watts) + " W"));
        return String.join(", ", words);
    }

    private static String known(Gpu gpu) {
        return gpu.name() + ", " + (gpu.memoryBytes() >> 30) + " GiB, driver " + gpu.driver();
    }
}

package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Mount;
import dev.atelier.api.MountState;
import dev.atelier.api.client.AtelierClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what the gateway says, what the engine has, what lies in its home and what its history tells agree. */
final class EngineCensus implements HaltingGateway.Census {
    private volatile int pool;

    /** From now on so many instances are kept ready besides. */
    void pool(int count) {
        pool = count;
    }

    @Override
    public void take(Atelier atelier, String when) throws IOException {
        AtelierClient client = atelier.client();
        List<Instance> all = client.instances();
        List<Mount> mounts = client.mounts();
        assertThat(all).as(when).allMatch(i -> i.state().settled());
        assertThat(mounts).as(when).noneMatch(m -> m.state() == MountState.MOUNTING);
        Map<String, InstanceState> instances = all.stream()
                .filter(i -> i.provider().equals("docker"))
                .collect(Collectors.toMap(Instance::name, Instance::state, (a, b) -> a, TreeMap::new));
        engine(atelier, when + " " + mounts, instances, mounts);
        try (Stream<Path> folders = Files.list(atelier.home().resolve("instances"))) {
            assertThat(folders.map(f -> f.getFileName().toString()).filter(f -> !f.equals("local")))
                    .as(when)
                    .containsExactlyInAnyOrderElementsOf(instances.keySet());
        }
        assertThat(client.quota().uses().getFirst().heldBy())
                .as(when + ": what the quotas count")
                .containsExactlyInAnyOrderElementsOf(instances.keySet());
        history(atelier, when, instances);
    }

    private void engine(Atelier atelier, String when, Map<String, InstanceState> instances, List<Mount> mounts) {
        String own = "label=dev.atelier.gateway=" + atelier.gatewayId();
        String prefix = "atelier-" + atelier.gatewayId() + "-";
        List<String> containers = lines("ps", "--all", "--filter", own, "--format", "{{.Names}} {{.State}}");
        List<String> spares = containers.stream()
                .filter(c -> c.matches(".*\\.spare\\.[a-z]+ .*"))
                .toList();
        List<String> helpers =
                containers.stream().filter(c -> c.matches(".*-[0-9]+-mnt-.*")).toList();
        List<String> theirs = containers.stream()
                .filter(c -> !spares.contains(c) && !helpers.contains(c))
                .map(c -> c.replaceFirst(prefix, "").replaceFirst("-[0-9]+ ", " "))
                .toList();
        assertThat(theirs.stream().map(c -> c.replaceFirst(" .*", "")))
                .as(when)
                .containsExactlyInAnyOrderElementsOf(instances.keySet());
        assertThat(theirs.stream().filter(c -> c.endsWith(" running")).map(c -> c.replaceFirst(" .*", "")))
                .as(when)
                .containsExactlyInAnyOrderElementsOf(instances.keySet().stream()
                        .filter(name -> instances.get(name) == InstanceState.RUNNING)
                        .toList());
        assertThat(spares).as(when).hasSize(pool).allMatch(c -> c.endsWith(" running"));
        assertThat(helpers).as(when).hasSize((int)
                mounts.stream().filter(m -> m.state() == MountState.MOUNTED).count());
        assertThat(lines("volume", "ls", "--filter", "name=atelier-" + atelier.gatewayId(), "--quiet"))
                .as(when)
                .hasSize(instances.size() + pool);
        assertThat(lines("network", "ls", "--filter", own, "--quiet"))
                .as(when)
                .hasSize((instances.isEmpty() ? 0 : 1) + pool);
    }

    private static void history(Atelier atelier, String when, Map<String, InstanceState> instances) {
        Map<String, List<String>> told = atelier.events().stream()
                .filter(e -> e.kind().equals("compute") && !e.subject().equals("local"))
                .collect(Collectors.groupingBy(
                        e -> e.subject(), Collectors.mapping(e -> e.state(), Collectors.toList())));
        told.forEach((name, states) -> {
            assertThat(states.getLast())
                    .as(when + ": " + name)
                    .isEqualTo(instances.containsKey(name) ? instances.get(name).toString() : "Deleted");
            for (int i = 1; i < states.size(); i++) {
                boolean begins =
                        states.get(i).equals("Creating") && !states.get(i - 1).equals("Creating");
                assertThat(begins)
                        .as(when + ": " + name + " " + states)
                        .isEqualTo(states.get(i - 1).equals("Deleted"));
            }
        });
    }

    private static List<String> lines(String... words) {
        return Docker.run(words).lines().toList();
    }
}

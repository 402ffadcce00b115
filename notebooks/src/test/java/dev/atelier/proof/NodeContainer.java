package dev.atelier.proof;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** A server out of the tests' Node packages in a container; these and its folder are where they are on this computer. */
final class NodeContainer implements PeerHome.Server {
    /** Testcontainers' own would have to be fetched from a registry: whoever starts later ends what a killed run left. */
    private static final String LABEL = "dev.atelier.test.run";

    private static final ImageFromDockerfile NODE = new ImageFromDockerfile("atelier/test-node", false)
            .withDockerfileFromBuilder(recipe -> recipe.from("debian:bookworm")
                    .run("apt-get update && apt-get install -y --no-install-recommends nodejs"
                            + " && rm -rf /var/lib/apt/lists/*")
                    .build());

    private final GenericContainer<?> container;

    private NodeContainer(GenericContainer<?> container) {
        this.container = container;
    }

    static NodeContainer start(
            String program, int port, List<String> options, Map<String, String> environment, Path folder)
            throws IOException {
        removeLeftovers();
        String packages = Atelier.required("ATELIER_TEST_NODE");
        List<String> command = new ArrayList<>(List.of(packages + "/node_modules/.bin/" + program));
        command.addAll(options);
        String owner = Files.getAttribute(folder, "unix:uid") + ":" + Files.getAttribute(folder, "unix:gid");
        PortBinding loopback = new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(port));
        GenericContainer<?> container = new GenericContainer<>(NODE)
                .withFileSystemBind(packages, packages, BindMode.READ_ONLY)
                .withFileSystemBind(folder.toString(), folder.toString(), BindMode.READ_WRITE)
                .withEnv(environment)
                .withExposedPorts(port)
                .withLabel(LABEL, run())
                .withCommand(command.toArray(String[]::new))
                .withCreateContainerCmdModifier(create -> {
                    create.withUser(owner);
                    create.getHostConfig().withPortBindings(loopback);
                });
        container.start();
        return new NodeContainer(container);
    }

    /** The number of this JVM and when it began: another run with this number is another. */
    private static String run() {
        ProcessHandle own = ProcessHandle.current();
        return own.pid() + " "
                + own.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L);
    }

    private static void removeLeftovers() {
        for (String line : Docker.run(
                        "ps", "--all", "--filter", "label=" + LABEL, "--format", "{{.ID}} {{.Label \"" + LABEL + "\"}}")
                .lines()
                .toList()) {
            String[] words = line.split(" ", -1);
            boolean lives = ProcessHandle.of(Long.parseLong(words[1]))
                    .flatMap(process -> process.info().startInstant())
                    .filter(began -> String.valueOf(began.toEpochMilli()).equals(words[2]))
                    .isPresent();
            if (!lives) {
                Docker.run("rm", "--force", words[0]);
            }
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}

package dev.atelier.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the launcher tells the gateway. */
@Command(name = "atelier-gateway", mixinStandardHelpOptions = true)
final class Options {
    @Option(names = "--home", required = true, description = "ATELIER_HOME: state, token, instances")
    Path home;

    @Option(names = "--share", required = true, description = "the folder that all instances see")
    Path share;

    @Option(names = "--port", description = "the port to listen on; by default the last one, or a free one")
    Optional<Integer> port;

    @Option(names = "--base-environment", required = true, description = "the Python environment with JupyterLab")
    Path baseEnvironment;

    @Option(names = "--kernels", description = "folders with kernelspecs of Atelier's own")
    List<Path> kernels = List.of();

    @Option(names = "--agent", required = true, description = "the agent's jar")
    Path agent;

    @Option(names = "--programs", description = "the folder with agent and kernelspec, which go into containers")
    Optional<Path> programs;

    @Option(
            names = "--default-provider",
            description =
                    "who makes instances when nobody says; by default docker where an engine has its image, else local")
    Optional<String> defaultProvider;

    @Option(
            names = "--no-warm-up",
            negatable = true,
            description = "run no cells of the gateway's own after the start; a person's first ones are slower then")
    boolean warmUp = true;

    @Option(names = "--agent-jvm-option", description = "an option of the agents' Java")
    List<String> agentJvmOptions = List.of();

    @Option(names = "--datastore-folder", description = "a folder that local datastores may use")
    List<Path> datastoreFolders = List.of();
}

package dev.atelier.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the launcher tells the gateway. */
@Command(name = "atelier-gateway", mixinStandardHelpOptions = true)
final class Options {
    /** How the log is written. */
    enum LogFormat {
        TEXT,
        JSON
    }

    @Option(names = "--home", required = true, description = "ATELIER_HOME: state, token, instances")
    Path home;

    @Option(names = "--share", required = true, description = "the folder that all instances see")
    Path share;

    @Option(
            names = "--config",
            description = "the operator's file; by default atelier.yml in ATELIER_HOME, where there is one")
    Optional<Path> config = Optional.empty();

    @Option(names = "--port", description = "the port to listen on; by default the last one, or a free one")
    Optional<Integer> port;

    @Option(names = "--host", description = "the address to listen on; by default this computer's own, 127.0.0.1")
    String host = "127.0.0.1";

    @Option(names = "--name", description = "a host name by which people reach the gateway")
    List<String> names = List.of();

    @Option(
            names = "--application-ports",
            description = "ports, like 8900-8919, for applications of whoever comes where there is no name *.apps.NAME")
    Optional<String> applicationPorts = Optional.empty();

    @Option(names = "--tls-certificate", description = "a PEM file with the certificate and those it leads to")
    Optional<Path> tlsCertificate;

    @Option(names = "--tls-key", description = "a PEM file with the certificate's key, PKCS #8 without a password")
    Optional<Path> tlsKey;

    @Option(names = "--trusted-proxy", description = "the address of a proxy that says for whom it asks")
    List<String> trustedProxies = List.of();

    @Option(names = "--insecure-plain-http", description = "listen for others without TLS all the same")
    boolean insecurePlainHttp;

    @Option(names = "--metrics-token-file", description = "a file with a token that opens /metrics and nothing else")
    Optional<Path> metricsTokenFile;

    @Option(names = "--log-format", description = "text (the default), or json with a line for each request")
    LogFormat logFormat = LogFormat.TEXT;

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

    @Option(
            names = "--spare-kernels",
            description =
                    "how many Python processes each instance keeps ready at most, so that a new kernel is there at once;"
                            + " 2 by default, and 0 with --no-warm-up")
    Optional<Integer> spareKernels = Optional.empty();

    @Option(names = "--agent-jvm-option", description = "an option of the agents' Java")
    List<String> agentJvmOptions = List.of();

    @Option(names = "--datastore-folder", description = "a folder that local datastores may use")
    List<Path> datastoreFolders = List.of();

    @Option(
            names = "--ssh-networks",
            split = ",",
            description =
                    "the networks of hosts that people may attach, like 10.0.0.0/8; by default all but this computer's"
                            + " loopback. Link-local addresses never")
    List<String> sshNetworks = List.of();
}

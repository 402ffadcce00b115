package dev.atelier.gateway.provider.docker;

import java.nio.file.Path;

/** Where things are in every container. */
final class ContainerPaths {
    /** The toolbox; read-only. */
    static final Path TOOLBOX = Path.of("/opt/atelier");

    static final Path JAVA = TOOLBOX.resolve("runtime/bin/java");
    static final Path AGENT = TOOLBOX.resolve("agent/atelier-agent.jar");
    static final Path SUPERVISOR = TOOLBOX.resolve("bin/instance");
    static final Path SHARE = Path.of("/share");
    /** What a stop keeps and the removal of the instance ends. */
    static final Path STATE = Path.of("/var/lib/atelier");

    static final Path CONFIG = STATE.resolve("agent-config.json");
    static final Path HOME = STATE.resolve("home");
    static final Path SCRATCH = STATE.resolve("scratch");
    static final Path MOUNTS = Path.of("/mnt/atelier");
    static final int AGENT_PORT = 8700;

    private ContainerPaths() {}
}

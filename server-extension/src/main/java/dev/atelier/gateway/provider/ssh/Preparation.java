package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Problem;
import dev.atelier.api.SshHost;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Makes hosts ready for instances, and leaves them as they were: folders, toolbox, Python environment. */
final class Preparation {
    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final Duration PYTHON = Duration.ofMinutes(10);
    private static final Duration REMOVE = Duration.ofMinutes(5);
    private static final int NO_PYTHON = 41;
    private static final int NO_TAR = 42;
    private static final int NO_PIP = 44;
    private static final int NO_IPYKERNEL = 45;
    private static final int STILL_MOUNTED = 46;

    private final String gateway;
    private final HostToolbox toolbox;
    /** One at a time brings the toolbox to an account. */
    private final Map<String, ReentrantLock> bringing = new ConcurrentHashMap<>();

    /** @param gateway the name of our folder on each host */
    Preparation(String gateway, HostToolbox toolbox) {
        this.gateway = gateway;
        this.toolbox = toolbox;
    }

    /** What the host is, which serves our Java. */
    static HostFacts look(HostConnection connection, SshHost host) throws IOException, InterruptedException {
        HostFacts facts = probe(connection, host);
        facts.require(host);
        return facts;
    }

    /** @param key the name of the instance's folder there */
    void furnish(HostConnection connection, SshHost host, HostFacts facts, String key, Consumer<String> progress)
            throws IOException, InterruptedException {
        run(connection, host, HostScript.FURNISH, key, QUICK);
        HostPaths paths = HostPaths.of(facts, gateway, key, toolbox.version());
        ReentrantLock lock = bringing.computeIfAbsent(host.toString(), _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            toolbox.ensure(connection, gateway, paths, progress);
        } finally {
            lock.unlock();
        }
        progress.accept("making its Python environment");
        requirePython(host, facts, connection.run(HostScript.PYTHON.text(), List.of(gateway, key), PYTHON));
    }

    /** Removes the instance's folder, and with the last one all that is ours. */
    void remove(HostConnection connection, SshHost host, String key) throws IOException, InterruptedException {
        run(connection, host, HostScript.REMOVE, key, REMOVE);
    }

    private static HostFacts probe(HostConnection connection, SshHost host) throws IOException, InterruptedException {
        HostConnection.Outcome seen = connection.run(HostScript.PROBE.text(), List.of(), QUICK);
        return switch (seen.exitCode()) {
            case 0 -> HostFacts.read(seen.output());
            case NO_PYTHON ->
                throw HostFacts.lacks(
                                host,
                                "The host " + host + " has no python3 on its PATH.",
                                "Install it there; on Debian and Ubuntu: sudo apt install python3 python3-venv")
                        .asException();
            case NO_TAR ->
                throw HostFacts.lacks(
                                host,
                                "The host " + host + " has no tar on its PATH.",
                                "Install it there; on Debian and Ubuntu: sudo apt install tar")
                        .asException();
            default ->
                throw HostFacts.lacks(
                                host,
                                "The host " + host + " could not be looked at (" + seen.exitCode() + "): "
                                        + seen.lastWords(),
                                "Its account needs a POSIX sh, tar and Python 3.")
                        .asException();
        };
    }

    private static void requirePython(SshHost host, HostFacts facts, HostConnection.Outcome made) {
        switch (made.exitCode()) {
            case 0 -> {}
            case NO_PIP ->
                throw HostFacts.lacks(
                                host,
                                "The Python " + facts.version() + " of the host " + host
                                        + " has neither ipykernel nor pip to install it with.",
                                "Type there: sudo apt install python3-venv, or: " + facts.python()
                                        + " -m pip install ipykernel")
                        .asException();
            case NO_IPYKERNEL ->
                throw HostFacts.lacks(
                                host,
                                "ipykernel could not be installed on the host " + host + ": " + made.lastWords(),
                                "Without a way to Python's packages, type there: sudo apt install python3-ipykernel")
                        .asException();
            default ->
                throw HostFacts.lacks(
                                host,
                                "The Python environment could not be made on the host " + host + ": "
                                        + made.lastWords(),
                                "Look at the free space of the home folder there.")
                        .asException();
        }
    }

    private void run(HostConnection connection, SshHost host, HostScript script, String key, Duration patience)
            throws IOException, InterruptedException {
        HostConnection.Outcome done = connection.run(script.text(), List.of(gateway, key), patience);
        if (done.exitCode() == STILL_MOUNTED) {
            throw Problem.of(
                            409,
                            "still-mounted",
                            "Something is still mounted in the folder " + key + " on the host " + host + ".",
                            "Close what uses it, then delete again.")
                    .asException();
        }
        if (!done.succeeded()) {
            throw Problem.of(
                            500,
                            "host-failed",
                            "On the host " + host + " a step failed: " + done.lastWords(),
                            "Look at the free space of the home folder there.")
                    .asException();
        }
    }
}

package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Gpu;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a host says of itself.
 *
 * @param home the account's home folder, without links
 * @param machine as {@code uname -m} has it
 * @param libc its C library with its version: {@code glibc 2.36}
 * @param python its Python interpreter
 * @param prefix that one's {@code sys.prefix}
 * @param memory in bytes
 * @param ipython whether the person has settings of IPython
 */
record HostFacts(
        Path home,
        String system,
        String machine,
        String libc,
        Path python,
        Path prefix,
        String version,
        int cpus,
        long memory,
        List<Gpu> gpus,
        boolean ipython) {
    /** What Java calls a processor, and what the kernel of a host does. */
    private static final Map<String, String> MACHINES = Map.of("amd64", "x86_64", "aarch64", "aarch64");

    private static final int OLDEST_GLIBC = 17;
    private static final int MOST_GPUS = 64;
    private static final int MOST_LETTERS = 200;
    private static final int MOST_OF_A_PATH = 4096;

    /** A host is not ours: it may say anything. */
    HostFacts {
        requirePath("home", home);
        requirePath("python", python);
        requirePath("prefix", prefix);
        requireWord("system", system);
        requireWord("machine", machine);
        requireWord("libc", libc);
        requireWord("version", version);
        gpus = gpus == null ? List.of() : List.copyOf(requireGpus(gpus));
    }

    private static List<Gpu> requireGpus(List<Gpu> gpus) {
        if (gpus.size() > MOST_GPUS) {
            throw doesNotFit("gpus");
        }
        for (Gpu gpu : gpus) {
            if (gpu == null) {
                throw doesNotFit("gpus");
            }
            requireWord("gpus", gpu.uuid());
            requireWord("gpus", gpu.name());
            requireWord("gpus", gpu.driver());
            requireWord("gpus", gpu.computeCapability());
        }
        return gpus;
    }

    private static void requirePath(String what, Path path) {
        if (path == null || !path.isAbsolute() || isUnfit(path.toString(), MOST_OF_A_PATH)) {
            throw doesNotFit(what);
        }
    }

    private static void requireWord(String what, String word) {
        if (word == null || isUnfit(word, MOST_LETTERS)) {
            throw doesNotFit(what);
        }
    }

    private static boolean isUnfit(String text, int most) {
        return text.length() > most || text.codePoints().anyMatch(Character::isISOControl);
    }

    private static ProblemException doesNotFit(String what) {
        return Problem.of(
                        409,
                        "host-lacks",
                        "What the host says of itself does not fit: its “" + what + "”.",
                        "Look at what its python3 and nvidia-smi are, then attach it again.")
                .asException();
    }

    /**
     * What a host said, or a file that keeps it.
     *
     * @throws ProblemException {@code host-lacks} (409) where it does not fit
     */
    static HostFacts read(String json) {
        try {
            return Json.read(json, HostFacts.class);
        } catch (ProblemException e) {
            if (e.problem().code().equals("host-lacks")) {
                throw e;
            }
            throw new ProblemException(doesNotFit("description").problem(), e);
        }
    }

    /** @throws dev.atelier.api.ProblemException {@code host-lacks} (409) where our Java can't run there */
    void require(SshHost host) {
        String ours =
                Optional.ofNullable(MACHINES.get(System.getProperty("os.arch"))).orElse(System.getProperty("os.arch"));
        if (!system.equals("Linux") || !machine.equals(ours)) {
            throw lacks(
                            host,
                            "The host " + host + " runs " + system + " on " + machine + ".",
                            "It gets the gateway's own Java, so it must be a Linux host with the same processor: "
                                    + ours + ".")
                    .asException();
        }
        if (!hasGlibc()) {
            throw lacks(
                            host,
                            "The host " + host + " has " + (libc.isBlank() ? "no glibc" : libc) + ".",
                            "Java needs glibc 2." + OLDEST_GLIBC
                                    + " or newer: Debian, Ubuntu, Fedora and their like, not" + " Alpine.")
                    .asException();
        }
    }

    private boolean hasGlibc() {
        String[] words = libc.split("[ .]", -1);
        return words.length >= 3
                && words[0].equals("glibc")
                && words[1].equals("2")
                && words[2].matches("[0-9]{1,4}")
                && Integer.parseInt(words[2]) >= OLDEST_GLIBC;
    }

    static Problem lacks(SshHost host, String detail, String next) {
        return Problem.of(409, "host-lacks", detail, next);
    }
}

package dev.atelier.gateway.config;

import dev.atelier.api.Size;
import dev.atelier.gateway.provider.OfferedSize;
import dev.atelier.gateway.provider.docker.DockerProvider;
import dev.atelier.gateway.yaml.Section;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the sizes; one of these has seen the names that are taken. */
final class SizeReader {
    private static final List<String> KEYS =
            List.of("name", "cpus", "memory", "shm", "gpus", "family", "description", "aliases");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String A_NAME =
            "a name of 1 to 63 letters, digits, dots, dashes or underscores that no other size or alias has";
    private static final String A_FAMILY =
            "a name of 1 to 63 letters, digits, dots, dashes or underscores, and neither " + Size.SHARED + " nor "
                    + Size.ATTACHED + ", which sizes of other providers have";
    private static final String MEMORY = "memory like 512MiB or 16GiB, 64MiB at least";
    private static final int MOST_CPUS = 1024;
    private static final int MOST_ALIASES = 20;
    private static final int LONGEST_DESCRIPTION = 200;
    private static final long LEAST_MEMORY = 64L << 20;

    /** At first those of the providers local and ssh. */
    private final Set<String> taken = new HashSet<>(Set.of("shared", "host"));

    private final int cards;

    /** @param cards how many GPUs the file offers */
    SizeReader(int cards) {
        this.cards = cards;
    }

    Optional<OfferedSize> read(Section section) {
        return section.keys(KEYS).flatMap(this::read);
    }

    private Optional<OfferedSize> read(Section.Keys keys) {
        Optional<String> name = keys.required("name", A_NAME).flatMap(this::name);
        Optional<Integer> cpus =
                keys.required("cpus", "a whole number from 1 to " + MOST_CPUS).flatMap(s -> s.whole(1, MOST_CPUS));
        Optional<Long> memory = keys.required("memory", MEMORY).flatMap(s -> s.text(MEMORY, SizeReader::memory));
        Optional<String> description = keys.optional("description")
                .flatMap(s -> s.text(
                        "a sentence of " + LONGEST_DESCRIPTION + " letters at most",
                        words -> Optional.of(words)
                                .filter(w -> !w.isEmpty() && w.codePointCount(0, w.length()) <= LONGEST_DESCRIPTION)));
        List<String> aliases = keys.optional("aliases")
                .map(s -> s.items(0, MOST_ALIASES, "a list of " + MOST_ALIASES + " names at most", this::name))
                .orElse(List.of());
        Optional<String> family = keys.optional("family").flatMap(s -> s.text(A_FAMILY, SizeReader::family));
        Optional<Long> shm = keys.optional("shm").flatMap(s -> shm(s, memory));
        int gpus = keys.optional("gpus").flatMap(this::gpus).orElse(0);
        if (name.isEmpty() || cpus.isEmpty() || memory.isEmpty()) {
            return Optional.empty();
        }
        String words = description.orElse("A container with " + cpus.orElseThrow()
                + (cpus.orElseThrow() == 1 ? " core" : " cores") + shown(gpus) + " and "
                + shown(memory.orElseThrow()) + " of memory.");
        Size size = new Size(
                name.orElseThrow(), DockerProvider.NAME, cpus.orElseThrow(), memory.orElseThrow(), gpus, words);
        return Optional.of(new OfferedSize(
                family.map(size::withFamily).orElse(size), shm.orElse(memory.orElseThrow() / 4), aliases));
    }

    private Optional<String> name(Section section) {
        return section.text(
                A_NAME, name -> NAME.matcher(name).matches() && taken.add(name) ? Optional.of(name) : Optional.empty());
    }

    private static Optional<String> family(String name) {
        return Optional.of(name)
                .filter(n -> NAME.matcher(n).matches() && !n.equals(Size.SHARED) && !n.equals(Size.ATTACHED));
    }

    private Optional<Integer> gpus(Section section) {
        Optional<Integer> count = section.whole(0, GpuReader.MOST);
        if (count.isPresent() && count.orElseThrow() > cards) {
            section.fault("no more than gpus.devices has, which is " + cards);
        }
        return count;
    }

    private static String shown(int gpus) {
        return gpus == 0 ? "" : gpus == 1 ? ", 1 GPU" : ", " + gpus + " GPUs";
    }

    private static Optional<Long> shm(Section section, Optional<Long> memory) {
        return section.text(
                "memory like 512MiB, no more than the size's own",
                words -> Memory.bytes(words).filter(bytes -> memory.isEmpty() || bytes <= memory.orElseThrow()));
    }

    private static Optional<Long> memory(String words) {
        return Memory.bytes(words).filter(bytes -> bytes >= LEAST_MEMORY);
    }

    private static String shown(long bytes) {
        return bytes % (1 << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }
}

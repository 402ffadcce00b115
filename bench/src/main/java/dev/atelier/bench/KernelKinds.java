package dev.atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernels that are measured, and how each language says the same. */
record KernelKinds(List<Kind> all) {

    /** What is asked of a kernel, in its language. */
    record Code(String print, String sleep, String busy, String complete, List<String> inspect) {}

    record Kind(String name, Path folder, Code code) {

        /** Its {@code kernel.json}. */
        JsonNode spec() throws IOException {
            return Json.read(Files.readString(folder.resolve("kernel.json")), JsonNode.class);
        }
    }

    private static final Code JAVA = new Code(
            "for (int i = 0; i < 100_000; i++) { System.out.println(\"line \" + i); }",
            "Thread.sleep(20_000);",
            "while (true) { }",
            "List.of(1, 2).str",
            List.of(
                    "String.valueOf",
                    "List.of",
                    "Math.abs",
                    "Integer.parseInt",
                    "Objects.requireNonNull",
                    "Arrays.asList",
                    "Collections.sort",
                    "System.out.printf"));

    private static final Code PYTHON = new Code(
            "for i in range(100_000): print(f'line {i}')",
            "import time; time.sleep(20)",
            "while True: pass",
            "[1, 2].app",
            List.of("sorted", "len", "print", "abs", "str.format", "list.append", "dict.get", "isinstance"));

    /** Ours, ipykernel, jjava, from the folders that pip and the installer put them into. */
    static KernelKinds in(Path peers) {
        Path installed = peers.resolve("share/jupyter/kernels");
        return new KernelKinds(List.of(
                new Kind("Atelier", peers.resolve("ours/share/jupyter/kernels/java"), JAVA),
                new Kind("ipykernel", installed.resolve("python3"), PYTHON),
                new Kind("jjava", installed.resolve("java"), JAVA)));
    }
}

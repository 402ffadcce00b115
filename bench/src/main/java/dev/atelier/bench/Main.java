package dev.atelier.bench;

import dev.atelier.bench.applications.ApplicationComparison;
import dev.atelier.bench.relay.Mill;
import dev.atelier.bench.relay.RelayComparison;
import java.io.IOException;
import java.nio.file.Path;

/** {@code first-light|containers|contents|people|kernel|relay|applications [PEERS] ROOT WORK}: measures, and prints a table in Markdown. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 2 && args[0].equals("--config")) {
            Mill.main(Path.of(args[1])); // its threads live on
            return;
        }
        switch (args.length >= 3 ? args[0] : "") {
            case "first-light" -> new FirstLight(Path.of(args[1]), Path.of(args[2])).run();
            case "containers" -> new Containers(Path.of(args[1]), Path.of(args[2])).run();
            case "contents" -> new Contents(Path.of(args[1]), Path.of(args[2])).run();
            case "people" -> new People(Path.of(args[1]), Path.of(args[2])).run();
            case "kernel" -> new KernelComparison(Path.of(args[1]), Path.of(args[2])).run();
            case "relay" -> new RelayComparison(Path.of(args[2]), Path.of(args[1]), Path.of(args[3])).run();
            case "applications" ->
                new ApplicationComparison(Path.of(args[2]), Path.of(args[1]), Path.of(args[3])).run();
            default -> {
                System.err.println(
                        "usage: first-light|containers|contents|people ROOT WORK, or: kernel PEERS WORK, or: relay|applications PEERS ROOT WORK");
                System.exit(2);
            }
        }
        System.exit(0);
    }
}

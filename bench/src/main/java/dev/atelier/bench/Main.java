package dev.atelier.bench;

import java.io.IOException;
import java.nio.file.Path;

/** {@code first-light ROOT WORK}: measures, and prints a table in Markdown. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 3 || !args[0].equals("first-light")) {
            System.err.println("usage: first-light ROOT WORK");
            System.exit(2);
        }
        new FirstLight(Path.of(args[1]), Path.of(args[2])).run();
        System.exit(0);
    }
}

package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(description = "Run a shell script: %%bash COMMAND, or %%%%bash over a cell.")
final class Bash implements Callable<Void> {
    private final MagicContext context;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to run.")
    private String line = "";

    Bash(MagicContext context) {
        this.context = context;
    }

    @Override
    public Void call() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-s")
                .directory(context.workingFolder().toFile());
        builder.environment().clear();
        builder.environment().putAll(context.environment());
        Process process = builder.start();
        try {
            Thread out = pump(process.inputReader(StandardCharsets.UTF_8), context::print);
            Thread err = pump(
                    new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)),
                    System.err::print);
            write(process.getOutputStream());
            int code = process.waitFor();
            out.join();
            err.join();
            if (code != 0) {
                throw new MagicException("The shell script ended with exit code " + code + ".");
            }
            return null;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void write(OutputStream input) {
        try (input) {
            input.write((line + "\n" + context.body().orElse("") + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A script that has ended does not read the rest of its lines.
        }
    }

    private static Thread pump(Reader reader, Consumer<String> target) {
        return Thread.ofPlatform().daemon().name("bash-output").start(() -> {
            char[] characters = new char[8192];
            try (reader) {
                for (int n = reader.read(characters); n >= 0; n = reader.read(characters)) {
                    target.accept(new String(characters, 0, n));
                }
            } catch (IOException e) {
                // The process was killed.
            }
        });
    }
}

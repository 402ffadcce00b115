package dev.atelier.gateway;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.backup.Backup;
import dev.atelier.gateway.backup.Restore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./atelier backup} and {@code ./atelier restore}. */
@Command(
        name = "atelier",
        subcommands = {StateMain.BackupVerb.class, StateMain.RestoreVerb.class})
public final class StateMain {
    private StateMain() {}

    public static void main(String[] args) {
        CommandLine command = new CommandLine(new StateMain());
        command.setExecutionExceptionHandler((e, line, parsed) -> {
            switch (e) {
                case ProblemException known -> known.getMessage().lines().forEach(StateMain::tell);
                case IOException failed -> tell(failed.toString());
                default -> throw e;
            }
            return 1;
        });
        System.exit(command.execute(args));
    }

    private static void tell(String line) {
        System.err.println("atelier: " + line);
    }

    @Command(
            name = "backup",
            mixinStandardHelpOptions = true,
            description = "Write the state of ATELIER_HOME into one file, also while the gateway runs: instances, jobs,"
                    + " datastores, tokens, keys, settings. The share is not in it, nor what is only on an instance.")
    static final class BackupVerb implements Callable<Integer> {
        @Option(names = "--home", required = true, hidden = true)
        private Path home;

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "What to write; by default atelier-backup-TIME.zip here.")
        private Optional<Path> file = Optional.empty();

        @Override
        public Integer call() throws IOException {
            String name = "atelier-backup-"
                    + DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").format(LocalDateTime.now(ZoneId.systemDefault()))
                    + ".zip";
            Path target = file.orElse(Path.of(name)).toAbsolutePath();
            long size = new Backup(home, Main.version()).write(target);
            System.out.println("Wrote " + target + " (" + (size + 1023) / 1024 + " KiB).");
            System.out.println(
                    "It holds tokens, keys and passwords: keep it where only you can read it. The share is not in"
                            + " it, nor what people installed on their instances.");
            return 0;
        }
    }

    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            description = "Put a backup back into ATELIER_HOME. What is there is moved aside, not deleted.")
    static final class RestoreVerb implements Callable<Integer> {
        @Option(names = "--home", required = true, hidden = true)
        private Path home;

        @Option(names = "--yes", description = "Really replace the state that is there.")
        private boolean yes;

        @Parameters(paramLabel = "FILE", description = "What ./atelier backup wrote.")
        private Path file;

        @Override
        public Integer call() throws IOException {
            try (Home taken = Home.take(home)) {
                Restore restore = new Restore(taken.folder());
                if (restore.wouldReplace() && !yes) {
                    throw Problem.of(
                                    409,
                                    "not-sure",
                                    "This replaces the state in " + taken.folder() + ", which is moved aside.",
                                    "If that is what you want: ./atelier restore " + file + " --yes")
                            .asException();
                }
                Restore.Done done = restore.from(file.toAbsolutePath());
                System.out.println("Restored the state of " + done.created() + ". Start with: ./atelier up");
                done.aside().ifPresent(aside -> System.out.println("What was there before lies in " + aside));
                System.out.println(
                        "Tokens that were revoked since then are valid again (./atelier token list); instances that"
                                + " were made since are not known, and what runs in them runs on.");
                return 0;
            }
        }
    }
}

package dev.atelier.magics.cli;

import dev.atelier.api.GatewayStatus;
import dev.atelier.api.ProblemException;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.host.Commands;
import dev.atelier.kernel.magic.host.Misuse;
import dev.atelier.magics.Session;
import dev.atelier.magics.compute.Names;
import dev.atelier.magics.person.PersonCommand;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.token.TokenCommand;
import java.io.PrintStream;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./atelier compute …} and its like. Exit codes: 0 done, 1 refused, 2 not understood. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args, new Terminal(System.out, isInteractive()), System.err));
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 24 where there is no terminal
    private static boolean isInteractive() {
        return System.console() != null && System.console().isTerminal();
    }

    static int run(String[] args, Terminal terminal, PrintStream complaints) {
        Session session = new Session(terminal);
        CommandLine atelier = new CommandLine(new Atelier());
        ServiceLoader.load(Magic.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(magic -> magic.getClass().getPackageName().startsWith("dev.atelier.magics."))
                .forEach(magic -> atelier.addSubcommand(magic.name(), magic.command(terminal)));
        CommandLine compute = atelier.getSubcommands().get("compute");
        compute.getCommandSpec().removeSubcommand("terminal");
        compute.addSubcommand("terminal", Names.command(new AttachTerminal(session, terminal), terminal));
        atelier.addSubcommand("token", Names.command(new TokenCommand(session), terminal));
        atelier.addSubcommand("person", Names.command(new PersonCommand(session), terminal));
        atelier.addSubcommand("status", new Status(session));
        atelier.addSubcommand("shutdown", new Shutdown(session));
        Commands.configure(atelier);
        atelier.setExecutionExceptionHandler((error, line, result) -> {
            if (error instanceof MagicException || error instanceof ProblemException) {
                complaints.println("atelier: " + session.inOurWords(error.getMessage()));
                return 1;
            }
            throw error;
        });
        atelier.setParameterExceptionHandler((error, words) -> {
            complaints.println("atelier: " + Misuse.explained(error));
            return CommandLine.ExitCode.USAGE;
        });
        return atelier.execute(args);
    }

    @Command(name = "./atelier", description = "Atelier's commands that ask a running gateway.")
    private static final class Atelier {}

    @Command(name = "status", description = "Show what runs.")
    private record Status(Session session) implements Callable<Integer> {
        @Override
        public Integer call() {
            GatewayStatus status = session.ask(AtelierClient::status);
            Table table = new Table("", "atelier", status.version());
            table.add(Cell.of("process"), Cell.of(status.pid() + ", for " + Ages.since(status.started())));
            table.add(Cell.of("share"), Cell.of(status.share()));
            table.add(Cell.of("instances"), Cell.of(status.instances()));
            table.add(Cell.of("kernels"), Cell.of(status.kernels()));
            table.add(Cell.of("jobs"), Cell.of(status.jobs()));
            session.context().show(table.rendering());
            return 0;
        }
    }

    @Command(name = "shutdown", hidden = true, description = "End the gateway.")
    private static final class Shutdown implements Callable<Integer> {
        private final Session session;

        @Option(names = "--all", description = "End all that runs on the instances too.")
        private boolean all;

        Shutdown(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            session.tell(all ? AtelierClient::shutdownWithInstances : AtelierClient::shutdown);
            return 0;
        }
    }
}

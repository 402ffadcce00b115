package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.Channel;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * The one connection to a host. It is made when something wants it, and again after it has broken; whoever comes while it is
 * being made waits for the same attempt. Any number of threads may use it.
 */
final class HostConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostConnection.class.getName());
    private static final int MAX_WORDS = 300;
    private static final int MAX_OUTPUT = 1 << 20;
    private static final String SHELL = "sh -s";

    private final Acceptance acceptance;
    private final SshHost host;
    private final KeyPair key;
    private final Dialling dialling;
    private volatile Arrival arrival = (connection, client) -> {};
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<SSHClient> current = Optional.empty();
    private Optional<FutureTask<SSHClient>> attempt = Optional.empty();
    private boolean closed;

    /** @param acceptance for the words that say what to do next */
    HostConnection(Acceptance acceptance, SshHost host, KeyPair key, Dialling dialling) {
        this.acceptance = acceptance;
        this.host = host;
        this.key = key;
        this.dialling = dialling;
    }

    /** What is done with each new connection before anybody else uses it. */
    @FunctionalInterface
    interface Arrival {
        void arrived(HostConnection connection, SSHClient client) throws IOException, InterruptedException;
    }

    void onArrival(Arrival action) {
        arrival = action;
    }

    /** What is asked of the connection itself. */
    @FunctionalInterface
    interface Use<T> {
        T of(SSHClient client) throws IOException, InterruptedException;
    }

    <T> T with(Use<T> use) throws IOException, InterruptedException {
        return open(host, client(), use);
    }

    /** Of a connection that has just broken sshj says that somebody made a mistake. */
    static <T> T open(SshHost host, SSHClient client, Use<T> use) throws IOException, InterruptedException {
        try {
            return use.of(client);
        } catch (IllegalStateException e) {
            if (client.isConnected()) {
                throw e;
            }
            throw new ProviderUnreachable("The connection to the host " + host + " broke", e);
        }
    }

    boolean leadsTo(SshHost other) {
        return host.equals(other);
    }

    /**
     * What a script left.
     *
     * @param words what it said beside its output, for a person
     */
    record Outcome(int exitCode, String output, String words) {
        boolean succeeded() {
            return exitCode == 0;
        }

        /** The last line that says something, as a message may show it. */
        String lastWords() {
            String last = (words.isBlank() ? output : words)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .reduce("", (a, b) -> b)
                    .strip()
                    .replaceAll("[\\p{Cc}\\p{Cf}]", "\uFFFD");
            return last.substring(0, Math.min(last.length(), MAX_WORDS));
        }
    }

    /** What goes into a command's standard input. */
    interface Input {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Runs a script of ours with these arguments. Neither stands on a command line: both go to {@code sh} as its input, so
     * that no login shell reads them and nobody there sees them in a list of processes.
     */
    Outcome run(String script, List<String> arguments, Duration patience) throws IOException, InterruptedException {
        return run(client(), script, arguments, patience);
    }

    /** The same on this very connection. */
    Outcome run(SSHClient client, String script, List<String> arguments, Duration patience)
            throws IOException, InterruptedException {
        // As one compound command, which is read to its end before any of it runs and could read the rest itself.
        String text = ShellWords.arguments(arguments) + "{\n" + script + "\n} </dev/null\n";
        return exec(client, SHELL, out -> out.write(text.getBytes(StandardCharsets.UTF_8)), patience);
    }

    /** @param command constant words that mean the same in every shell */
    Outcome exec(String command, Input input, Duration patience) throws IOException, InterruptedException {
        return exec(client(), command, input, patience);
    }

    private Outcome exec(SSHClient client, String command, Input input, Duration patience)
            throws IOException, InterruptedException {
        try (Session session = open(host, client, SSHClient::startSession);
                Session.Command running = session.exec(command)) {
            try (OutputStream out = running.getOutputStream()) {
                input.write(kept(out));
                out.flush(); // its end alone would drop what the other side has no room for yet
            }
            running.join(patience.toMillis(), TimeUnit.MILLISECONDS);
            String output = text(running.getInputStream());
            String words = text(running.getErrorStream());
            return new Outcome(Optional.ofNullable(running.getExitStatus()).orElse(-1), output, words);
        } catch (ProviderUnreachable e) {
            throw e;
        } catch (IOException e) {
            throw new ProviderUnreachable("The connection to the host " + host + " broke", e);
        }
    }

    /** What fills it may close what it writes into, and that is not the end of the input. */
    private static OutputStream kept(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
    }

    /** A way to this port of the host's loopback. */
    DirectConnection channel(int port) throws IOException, InterruptedException {
        return with(client -> client.newDirectConnection("127.0.0.1", port));
    }

    /** A way to this Unix domain socket of the host. */
    Channel socket(String path) throws IOException, InterruptedException {
        return with(client -> {
            StreamLocalChannel channel = new StreamLocalChannel(client.getConnection(), path);
            channel.open();
            return channel;
        });
    }

    private SSHClient client() throws IOException, InterruptedException {
        FutureTask<SSHClient> task;
        lock.lockInterruptibly();
        try {
            if (current.filter(c -> c.isConnected() && c.isAuthenticated()).isPresent()) {
                return current.orElseThrow();
            }
            task = attempt.orElseGet(this::begin);
            attempt = Optional.of(task);
        } finally {
            lock.unlock();
        }
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw again(e);
        }
    }

    /** Each who waits gets an error with a trace of its own. */
    private static IOException again(ExecutionException failure) {
        return switch (failure.getCause()) {
            case ProblemException refused -> throw new ProblemException(refused.problem(), failure);
            case ProviderUnreachable away -> new ProviderUnreachable(away.getMessage(), failure);
            case IOException other -> new IOException(other.getMessage(), failure);
            default -> throw new IllegalStateException(failure);
        };
    }

    private FutureTask<SSHClient> begin() {
        FutureTask<SSHClient> task = new FutureTask<>(this::dial);
        Thread.ofVirtual().name("ssh-" + host.host()).start(task);
        return task;
    }

    private SSHClient dial() throws IOException, InterruptedException {
        Optional<SSHClient> ready = Optional.empty();
        try {
            SSHClient made = dialling.dial(acceptance, host, key);
            prepare(made);
            ready = Optional.of(made);
            return made;
        } finally {
            arrived(ready);
        }
    }

    private void prepare(SSHClient made) throws IOException, InterruptedException {
        boolean done = false;
        try {
            arrival.arrived(this, made);
            done = true;
        } finally {
            if (!done) {
                end(made);
            }
        }
    }

    private void arrived(Optional<SSHClient> made) {
        Optional<SSHClient> unused;
        lock.lock();
        try {
            attempt = Optional.empty();
            unused = closed ? made : current;
            current = closed ? Optional.empty() : made;
        } finally {
            lock.unlock();
        }
        unused.ifPresent(HostConnection::end);
    }

    private static void end(SSHClient client) {
        try {
            client.close();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a broken connection", e);
        }
    }

    /** Ends it; whoever wants it next logs in anew. */
    void renew() {
        Optional<SSHClient> open;
        lock.lock();
        try {
            open = current;
            current = Optional.empty();
        } finally {
            lock.unlock();
        }
        open.ifPresent(HostConnection::end);
    }

    @Override
    public String toString() {
        return host.toString();
    }

    @Override
    public void close() {
        Optional<SSHClient> open;
        lock.lock();
        try {
            closed = true;
            open = current;
            current = Optional.empty();
        } finally {
            lock.unlock();
        }
        open.ifPresent(HostConnection::end);
    }
}

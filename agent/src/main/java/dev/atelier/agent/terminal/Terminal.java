package dev.atelier.agent.terminal;

import com.pty4j.PtyProcess;
import com.pty4j.WinSize;
import dev.atelier.agent.process.ProcessGroup;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.process.Signals.Signal;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A shell in a pseudo-terminal and the screens that show it. One platform thread reads what it says, one writes what is
 * typed; both may be held up by the other side of the pseudo-terminal.
 */
final class Terminal {
    private static final Logger LOG = System.getLogger(Terminal.class.getName());
    private static final int HISTORY_CHARS = 128 << 10;
    private static final int CHUNK_CHARS = 8 << 10;
    private static final int WAITING_INPUTS = 256;

    private final String name;
    private final PtyProcess process;
    private final ProcessGroup group;
    private final ReentrantLock lock = new ReentrantLock();
    private final StringBuilder history = new StringBuilder();
    private final Set<Screen> screens = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor writer;
    private final Thread reader;
    private volatile Instant lastActivity = Timestamps.now();

    /** Where a terminal's output goes. */
    interface Screen {
        /** May wait a while for a slow client. */
        void show(String text) throws InterruptedException;

        /** The shell has ended. */
        void ended();
    }

    /** @param ended gets this terminal when the shell has ended; not before {@link #open} */
    Terminal(String name, PtyProcess process, Consumer<Terminal> ended) {
        this.name = name;
        this.process = process;
        this.group =
                new ProcessGroup(ProcessId.of(process.pid()).orElse(new ProcessId(process.pid(), "ended at once")));
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_INPUTS),
                Thread.ofPlatform().name("terminal-in-" + name).daemon().factory());
        this.reader = Thread.ofPlatform().name("terminal-out-" + name).daemon().unstarted(() -> {
            read();
            screens.forEach(Screen::ended);
            writer.shutdownNow();
            ended.accept(this);
        });
    }

    /** Begins to read what the shell says. */
    void open() {
        reader.start();
    }

    String name() {
        return name;
    }

    Instant lastActivity() {
        return lastActivity;
    }

    /** Shows what was said lately, then all that follows. */
    void attach(Screen screen) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!history.isEmpty()) {
                screen.show(history.toString());
            }
            screens.add(screen);
        } finally {
            lock.unlock();
        }
        if (writer.isShutdown()) {
            screen.ended();
        }
    }

    void detach(Screen screen) {
        screens.remove(screen);
    }

    /** @return false if the shell has not taken what was typed before */
    boolean type(String text) {
        lastActivity = Timestamps.now();
        try {
            writer.execute(() -> write(text));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    void resize(int rows, int columns) {
        process.setWinSize(new WinSize(columns, rows));
    }

    /** Hangs up, as closing a terminal's window does, and ends what does not go by itself. */
    void end(Duration grace) throws InterruptedException {
        group.signal(Signal.HANGUP);
        if (!group.goneWithin(grace)) {
            group.signal(Signal.KILL);
        }
        process.destroyForcibly();
    }

    private void write(String text) {
        try {
            OutputStream out = process.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "terminal " + name + " takes no more", e);
        }
    }

    private void read() {
        char[] chunk = new char[CHUNK_CHARS];
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            int length = reader.read(chunk);
            while (length >= 0) {
                publish(new String(chunk, 0, length));
                length = reader.read(chunk);
            }
        } catch (IOException e) { // how the end of a pseudo-terminal shows on Linux
            LOG.log(Level.DEBUG, "terminal " + name + " has ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(String text) throws InterruptedException {
        lock.lock();
        try {
            lastActivity = Timestamps.now();
            history.append(text);
            if (history.length() > HISTORY_CHARS) {
                history.delete(0, history.length() - HISTORY_CHARS);
            }
            for (Screen screen : screens) {
                screen.show(text);
            }
        } finally {
            lock.unlock();
        }
    }
}

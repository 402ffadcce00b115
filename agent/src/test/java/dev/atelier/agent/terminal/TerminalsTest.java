package dev.atelier.agent.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.agent.process.ShareFolder;
import dev.atelier.agent.process.Starts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalsTest {
    @Test
    void aLateEndOfAnOlderTerminalLeavesTheNewerOne(@TempDir Path share) throws Exception {
        Terminals terminals = new Terminals(new ShareFolder(share), environment(share), new Starts());
        try {
            SlowScreen screen = new SlowScreen();
            Terminal older = terminals.open(Optional.of("late"), Optional.empty());
            older.attach(screen);
            older.type("echo on\r");
            screen.shown.await();
            terminals.delete("late");
            Terminal newer = terminals.open(Optional.of("late"), Optional.empty());
            assertThat(newer).isNotSameAs(older);
            screen.go.countDown();
            await().until(() -> readers() == 1);
            assertThat(terminals.find("late")).isSameAs(newer);
        } finally {
            terminals.endAll(Duration.ofSeconds(1));
        }
        await().until(() -> terminals.count() == 0);
    }

    /** Holds up the thread that reads what the shell says. */
    private static final class SlowScreen implements Terminal.Screen {
        private final CountDownLatch shown = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public void show(String text) throws InterruptedException {
            if (Thread.currentThread().getName().equals("terminal-out-late")) {
                shown.countDown();
                go.await();
            }
        }

        @Override
        public void ended() {
            // of no concern here
        }
    }

    private static long readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("terminal-out-late"))
                .count();
    }

    private static InstanceEnvironment environment(Path home) {
        return new InstanceEnvironment(System.getenv(), Map.of("HOME", home.toString()), Optional.empty(), Map::of);
    }
}

package dev.atelier.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.atelier.agent.journal.Journal;
import dev.atelier.agent.support.SlowList;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.OwnMessages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {
    @Test
    void aRequestIsNotedWhileOutputsWaitForTheDisk(@TempDir Path folder) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        OwnMessages own = new OwnMessages();
        try (Journal journal = Journal.open(folder, 1 << 20)) {
            Traffic traffic = new Traffic(journal, own, 1 << 20);
            Thread slow = Thread.ofVirtual().start(() -> traffic.received(new SlowList<>(begun, go)));
            begun.await();
            try {
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                    traffic.asked("s", own.request(Channel.SHELL, "execute_request"));
                    assertThat(traffic.state()).isEqualTo("starting");
                });
            } finally {
                go.countDown();
                slow.join();
            }
        }
    }
}

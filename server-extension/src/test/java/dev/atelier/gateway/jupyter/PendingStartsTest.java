package dev.atelier.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.link.AgentClient;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingStartsTest {

    /** A request that is broken off would leave a kernel on the instance that nobody knows. */
    @Test
    void whatTheAgentHasBeenAskedForIsWaitedFor(@TempDir Path folder) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicBoolean whole = new AtomicBoolean();
        try (World world = new World(folder);
                PendingStarts starts = new PendingStarts(world.computes);
                var cancelling = Executors.newVirtualThreadPerTaskExecutor()) {
            world.running(World.BEN, "box");
            assertThat(starts.begin("k", "box", new PendingStarts.Work() {
                        @Override
                        public void start(AgentClient agent) throws InterruptedException {
                            asked.countDown();
                            whole.set(answer.await(10, TimeUnit.SECONDS));
                        }

                        @Override
                        public void failed(Problem why) {
                            throw new AssertionError(why);
                        }
                    }))
                    .isTrue();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            Future<Boolean> cancelled = cancelling.submit(() -> starts.cancel("k"));
            Thread.sleep(100);
            assertThat(cancelled.isDone()).isFalse();
            answer.countDown();
            assertThat(cancelled.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(whole).isTrue();
            assertThat(starts.of("k")).isEmpty();
        }
    }
}

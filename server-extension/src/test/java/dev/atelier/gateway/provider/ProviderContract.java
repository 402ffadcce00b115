package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every provider keeps: each method may be called again after it was killed anywhere. */
abstract class ProviderContract {
    protected final HttpClient http = HttpClient.newHttpClient();
    protected Place place = new Place("Box-1", "ben", "small", Optional.empty(), Optional.empty(), 1);
    protected Provider provider;

    /** A provider without any places. */
    protected abstract Provider create() throws Exception;

    /** Lets the agent of the place end as a crash does. */
    protected abstract void crash(Place which) throws Exception;

    @BeforeEach
    void begin() throws Exception {
        provider = create();
    }

    @AfterEach
    void clear() throws Exception {
        provider.stop(place);
        provider.remove(place);
        http.shutdownNow();
    }

    private AgentAddress started() throws IOException, InterruptedException {
        provider.prepare(place, words -> {});
        return provider.start(place, words -> {});
    }

    @Test
    void hasANameAndSizes() {
        assertThat(provider.name()).isNotBlank();
        assertThat(provider.sizes()).isNotEmpty().allMatch(s -> s.provider().equals(provider.name()));
    }

    @Test
    void startsAnAgentThatAnswersWhoeverHasItsSecretAlone() throws Exception {
        AgentAddress agent = started();
        assertThat(new AgentClient(agent, http).status().instance()).isNotBlank();
        assertThat(agent.toString()).doesNotContain(agent.secret());
        assertThat(agent.base().getHost()).isEqualTo("127.0.0.1");
        assertThat(provider.find(place)).hasValue(agent);
    }

    @Test
    void preparingAndStartingAgainFindWhatIsThere() throws Exception {
        AgentAddress first = started();
        List<String> words = new ArrayList<>();
        provider.prepare(place, words::add);
        assertThat(provider.start(place, words::add)).isEqualTo(first);
    }

    @Test
    void startsWithoutBeingPrepared() throws Exception {
        new AgentClient(provider.start(place, words -> {}), http).status();
    }

    @Test
    void whatIsNotThereIsNotFoundAndStopsAtOnce() throws Exception {
        assertThat(provider.find(place)).isEmpty();
        provider.stop(place);
        provider.remove(place);
        provider.remove(place);
    }

    @Test
    void stopsAndStartsAgain() throws Exception {
        AgentAddress first = started();
        provider.stop(place);
        provider.stop(place);
        assertThat(provider.find(place)).isEmpty();
        assertThatThrownBy(() -> new AgentClient(first, http).status()).isInstanceOf(IOException.class);
        new AgentClient(provider.start(place, words -> {}), http).status();
    }

    @Test
    void startsAnotherAgentAfterACrash() throws Exception {
        started();
        crash(place);
        assertThat(provider.find(place)).isEmpty();
        new AgentClient(provider.start(place, words -> {}), http).status();
    }

    /** Whoever stops an instance while it starts does not wait for the start; what that has begun must not turn up afterwards. */
    @Test
    void aStartThatIsCutAnywhereLeavesNothingThatRunsOnceItIsStopped() throws Exception {
        for (int millis : new int[] {0, 30, 120, 300, 600, 1000}) {
            Thread starting = Thread.ofVirtual().start(() -> {
                try {
                    started();
                } catch (InterruptedException | IOException | RuntimeException e) {
                    assertThat(e).isNotNull(); // it was cut
                }
            });
            starting.join(Duration.ofMillis(millis));
            starting.interrupt();
            assertThat(starting.join(Duration.ofSeconds(30))).isTrue();
            provider.stop(place);
            assertThat(provider.find(place)).as("cut after %s ms", millis).isEmpty();
            if (millis % 40 == 0) {
                provider.remove(place);
            }
        }
        Thread.sleep(3000); // an agent that somebody still starts listens by then
        assertThat(provider.find(place)).isEmpty();
        started();
        provider.stop(place);
    }

    @Test
    void removesAllThatAPlaceHeld() throws Exception {
        started();
        provider.stop(place);
        provider.remove(place);
        assertThat(provider.find(place)).isEmpty();
        new AgentClient(started(), http).status();
    }
}

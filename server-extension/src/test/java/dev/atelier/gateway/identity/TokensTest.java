package dev.atelier.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.AccessToken;
import dev.atelier.api.TokenSpec;
import dev.atelier.gateway.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Principal ADA = Principal.person("ada", Role.OWNER);
    private static final Optional<Proof> HOME = Optional.of(Proof.of("home-token"));

    private Database database;
    private People people;
    private Tokens tokens;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open(folder.resolve("atelier.db"));
        people = new People(database);
        people.admit("ada", Role.OWNER, "home-token");
        tokens = new Tokens(database, HOME.orElseThrow());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private AccessToken make(String name) {
        return tokens.create(ADA, HOME, new TokenSpec(Optional.of(name), Optional.empty(), Optional.empty()));
    }

    private AccessToken lasting(long seconds, Optional<Proof> by) {
        return tokens.create(ADA, by, new TokenSpec(Optional.empty(), Optional.empty(), Optional.of(seconds)));
    }

    @Test
    void isShownOnceAndKeptAsItsHash() {
        AccessToken made = make("ci");
        String secret = made.token().orElseThrow();
        assertThat(people.token(secret)).contains(ADA);
        assertThat(tokens.all()).extracting(AccessToken::name).containsExactly("home", "ci");
        assertThat(tokens.all()).allSatisfy(token -> assertThat(token.token()).isEmpty());
        String kept = database.read(
                h -> h.createQuery("SELECT * FROM token").mapToMap().list().toString());
        assertThat(kept).doesNotContain(secret);
        assertThat(tokens.create(ADA, HOME, new TokenSpec(Optional.empty(), Optional.empty(), Optional.empty()))
                        .name())
                .startsWith("token-");
    }

    @Test
    void tellsWhenItWasUsedLastToo() {
        AccessToken made = make("ci");
        assertThat(tokens.all().getLast().used()).isEmpty();
        String secret = made.token().orElseThrow();
        String login = people.newCookie(ADA, secret);
        people.cookie(login);
        await().until(() -> tokens.all().getLast().used().isPresent());
        Instant first = tokens.all().getLast().used().orElseThrow();
        assertThat(first).isBetween(made.created(), Instant.now());
        people.token(secret);
        assertThat(tokens.all().getLast().used()).as("to five minutes").contains(first);
        database.write(h -> h.execute("UPDATE token SET used = '2020-01-01T00:00:00.000000Z'"));
        people.holder(Proof.of(secret)); // as it is asked about what is open
        people.token(secret);
        await().until(() -> !tokens.all().getLast().used().orElseThrow().isBefore(first));
    }

    @Test
    void takesTheLoginsThatWereMadeWithItAlong() {
        String secret = make("ci").token().orElseThrow();
        String login = people.newCookie(ADA, secret);
        String other = people.newCookie(ADA, "home-token");
        tokens.revoke("CI");
        assertThat(people.token(secret)).isEmpty();
        assertThat(people.cookie(login)).isEmpty();
        assertThat(people.holder(Proof.of(login))).isEmpty();
        assertThat(people.cookie(other)).contains(ADA);
        AccessToken byId = make("ci");
        tokens.revoke(byId.id());
        assertThat(tokens.all()).hasSize(1);
    }

    @Test
    void endsNoLaterThanWhatMadeIt() {
        AccessToken hour = lasting(3600, HOME);
        Optional<Proof> byHour = hour.token().map(Proof::of);
        assertThat(hour.expires().orElseThrow()).isEqualTo(hour.created().plus(Duration.ofHours(1)));
        assertThat(lasting(7200, byHour).expires()).isEqualTo(hour.expires());
        assertThat(lasting(60, byHour).expires().orElseThrow())
                .isBefore(hour.expires().orElseThrow());
        String login = people.newCookie(ADA, hour.token().orElseThrow());
        assertThat(tokens.create(
                                ADA,
                                Optional.of(Proof.of(login)),
                                new TokenSpec(Optional.empty(), Optional.empty(), Optional.empty()))
                        .expires())
                .isEqualTo(hour.expires());
    }

    @Test
    void refusesWhatCanNotBe() {
        make("ci");
        assertThatThrownBy(() -> make("CI")).hasMessageContaining("There is a token “CI” already.");
        assertThatThrownBy(() -> make("home")).hasMessageContaining("already");
        assertThatThrownBy(() -> make("-")).hasMessageContaining("no name for a token");
        assertThatThrownBy(() -> tokens.revoke("home")).hasMessageContaining("ATELIER_HOME");
        assertThatThrownBy(() -> tokens.revoke("other")).hasMessageContaining("There is no token “other”.");
        assertThat(people.token("home-token")).contains(ADA);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 59, 400_000_000, Long.MAX_VALUE})
    void refusesTimesThatAreNone(long seconds) {
        assertThatThrownBy(() -> lasting(seconds, HOME)).hasMessageContaining("can't end after " + seconds + " s");
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 499; i++) {
            make("t" + (100 + i));
        }
        assertThatThrownBy(() -> make("more")).hasMessageContaining("500 tokens");
    }
}

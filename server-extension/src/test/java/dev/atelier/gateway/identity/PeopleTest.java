package dev.atelier.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Timestamps;
import dev.atelier.gateway.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleTest {
    @TempDir
    private Path folder;

    private Database database;
    private People people;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("atelier.db"));
        people = new People(database);
        people.admit("ada", Role.OWNER, "her-token");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String dump(String table) {
        return database.read(
                h -> h.createQuery("SELECT * FROM " + table).mapToMap().list().toString());
    }

    @Test
    void knowsTokensButDoesNotKeepThem() {
        assertThat(people.token("her-token")).hasValue(Principal.person("ada", Role.OWNER));
        assertThat(people.token("other")).isEmpty();
        assertThat(people.token(Secrets.hash("her-token"))).isEmpty();
        assertThat(dump("token")).doesNotContain("her-token");
    }

    @Test
    void changesARoleAtOnce() {
        people.admit("ada", Role.READER, "her-token");
        assertThat(people.token("her-token")).hasValue(Principal.person("ada", Role.READER));
    }

    @Test
    void cookiesEndWithTheirTimeOrWhenRevoked() {
        Principal ada = people.named("ada").orElseThrow();
        String cookie = people.newCookie(ada);
        assertThat(people.cookie(cookie)).hasValue(ada);
        assertThat(people.token(cookie)).isEmpty();
        assertThat(dump("login")).doesNotContain(cookie);
        people.revokeCookie(cookie);
        assertThat(people.cookie(cookie)).isEmpty();
        String old = people.newCookie(ada);
        database.write(h -> h.execute("UPDATE login SET expires = '2020-01-01T00:00:00.000000Z'"));
        assertThat(people.cookie(old)).isEmpty();
        people.newCookie(ada);
        assertThat(database.<Integer>read(h -> h.createQuery("SELECT count(*) FROM login")
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(1);
    }

    @Test
    void signsTheOldestOutOfTooMany() {
        Principal ada = people.named("ada").orElseThrow();
        String first = people.newCookie(ada);
        String second = people.newCookie(ada);
        for (int i = 0; i < 199; i++) {
            people.newCookie(ada);
        }
        assertThat(people.cookie(first)).isEmpty();
        assertThat(people.cookie(second)).isPresent();
    }

    @Test
    void tokensEndWithTheirTimeAndTheirCookiesWithThem() {
        people.admit("ada", Role.OWNER, "short", Instant.now().plusSeconds(3600));
        Principal ada = people.token("short").orElseThrow();
        String cookie = people.newCookie(ada, "short");
        String lasting = people.newCookie(ada, "her-token");
        assertThat(people.cookie(cookie)).hasValue(ada);
        String hour = Timestamps.format(Instant.now().plusSeconds(3700));
        assertThat(database.<Integer>read(h -> h.createQuery("SELECT count(*) FROM login WHERE expires < ?")
                        .bind(0, hour)
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(1);
        assertThat(people.cookie(lasting)).hasValue(ada);
        people.admit("ada", Role.OWNER, "short", Instant.now().minusSeconds(1));
        assertThat(people.token("short")).isEmpty();
        assertThat(people.token("her-token")).hasValue(ada);
    }
}

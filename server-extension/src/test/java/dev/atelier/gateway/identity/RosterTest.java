package dev.atelier.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.atelier.api.Person;
import dev.atelier.api.PersonRole;
import dev.atelier.api.TokenSpec;
import dev.atelier.gateway.store.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {
    private static final Proof HOME = Proof.of("home-token");

    private Database database;
    private People people;
    private Roster roster;
    private List<Belongings.Thing> bensThings = List.of();

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open(folder.resolve("atelier.db"));
        people = new People(database);
        people.admit("ada", Role.OWNER, "home-token");
        roster = new Roster(
                database, HOME, List.of((transaction, person) -> person.equals("ben") ? bensThings : List.of()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String tokenOf(String person) {
        TokenSpec spec = new TokenSpec(Optional.empty(), Optional.of(person), Optional.empty());
        return new Tokens(database, HOME)
                .create(Principal.person("ada", Role.OWNER), Optional.of(HOME), spec)
                .token()
                .orElseThrow();
    }

    @Test
    void addsPeopleWhoComeInWithATokenMadeForThem() {
        Person ben = roster.add("ben", PersonRole.CONTRIBUTOR);
        assertThat(roster.add("Ben", PersonRole.CONTRIBUTOR)).isEqualTo(ben);
        String token = tokenOf("BEN");
        assertThat(people.token(token)).contains(Principal.person("ben", Role.CONTRIBUTOR));
        assertThat(roster.all())
                .extracting(Person::name, Person::tokens)
                .containsExactly(tuple("ada", 1), tuple("ben", 1));
        assertThatThrownBy(() -> roster.add("ben", PersonRole.OWNER))
                .hasMessageContaining("“ben” is there already, as a contributor.")
                .hasMessageContaining("person set-role ben owner");
        assertThatThrownBy(() -> tokenOf("cleo")).hasMessageContaining("There is no person “cleo”.");
    }

    @Test
    void aRoleCountsAtOnceForWhatIsOpenToo() {
        roster.add("ben", PersonRole.CONTRIBUTOR);
        String token = tokenOf("ben");
        String login = people.newCookie(people.token(token).orElseThrow(), token);
        Principal before = people.cookie(login).orElseThrow();
        assertThat(roster.setRole("ben", PersonRole.OWNER).role()).isEqualTo(PersonRole.OWNER);
        assertThat(people.stands(Proof.of(login), before)).as("who may more").isTrue();
        Principal owner = people.cookie(login).orElseThrow();
        assertThat(owner.role()).isEqualTo(Role.OWNER);
        roster.setRole("Ben", PersonRole.READER);
        assertThat(people.token(token)).contains(Principal.person("ben", Role.READER));
        assertThat(people.stands(Proof.of(login), owner)).isFalse();
        assertThat(people.stands(Proof.of(token), before)).isFalse();
        assertThat(people.stands(Proof.of(token), Principal.person("ben", Role.READER)))
                .isTrue();
    }

    @Test
    void whoeverIsRemovedIsShutOutAndComesBackWithoutTheirTokens() {
        Person first = roster.add("ben", PersonRole.CONTRIBUTOR);
        String token = tokenOf("ben");
        Principal ben = people.token(token).orElseThrow();
        String login = people.newCookie(ben, token);
        String lasting = people.newCookie(ben);
        roster.remove("BEN");
        assertThat(people.token(token)).isEmpty();
        assertThat(people.cookie(login)).isEmpty();
        assertThat(people.cookie(lasting)).isEmpty();
        assertThat(people.named("ben")).isEmpty();
        assertThat(people.cookie(people.newCookie(ben)))
                .as("a login that was under way")
                .isEmpty();
        assertThat(roster.all()).extracting(Person::name).containsExactly("ada");
        assertThatThrownBy(() -> roster.remove("ben")).hasMessageContaining("There is no person “ben”.");
        assertThatThrownBy(() -> roster.setRole("ben", PersonRole.OWNER)).hasMessageContaining("no person");
        Person again = roster.add("BEN", PersonRole.READER);
        assertThat(again).isEqualTo(new Person("ben", PersonRole.READER, first.created(), 0));
        assertThat(people.token(token)).isEmpty();
    }

    @Test
    void whoHasSomethingThatWouldBeLeftToNobodyStays() {
        roster.add("ben", PersonRole.CONTRIBUTOR);
        String token = tokenOf("ben");
        bensThings = List.of(
                new Belongings.Thing("the instance box1", "compute delete box1 --yes"),
                new Belongings.Thing("the datastore data", "datastore delete data --yes"));
        assertThatThrownBy(() -> roster.remove("ben"))
                .hasMessage(
                        "“ben” has the instance box1, the datastore data, which would be left to nobody. Delete that"
                                + " first: `compute delete box1 --yes`, `datastore delete data --yes`");
        assertThat(people.token(token)).isPresent();
        bensThings = List.of();
        roster.remove("ben");
        assertThat(people.token(token)).isEmpty();
    }

    @Test
    void thereIsAlwaysAnOwner() {
        roster.add("ben", PersonRole.CONTRIBUTOR);
        assertThatThrownBy(() -> roster.setRole("ada", PersonRole.CONTRIBUTOR))
                .hasMessageContaining("“ada” is the last owner of the workspace and can't be a contributor.");
        assertThatThrownBy(() -> roster.remove("ada")).hasMessageContaining("last owner");
        assertThat(roster.setRole("ada", PersonRole.OWNER).role()).isEqualTo(PersonRole.OWNER);
        roster.setRole("ben", PersonRole.OWNER);
        assertThatThrownBy(() -> roster.remove("ada")).hasMessageContaining("whom the gateway runs as");
        roster.add("cleo", PersonRole.OWNER);
        roster.setRole("ben", PersonRole.READER);
        roster.remove("cleo");
        assertThat(roster.all()).extracting(Person::role).containsExactly(PersonRole.OWNER, PersonRole.READER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "..", ".hidden", "a b", "a/b", "-x", "ä", "a\nb", "a\u0000", "<b>"})
    void namesAreBounded(String name) {
        assertThatThrownBy(() -> roster.add(name, PersonRole.READER)).hasMessageContaining("no name for a person");
        assertThatThrownBy(() -> roster.add("x".repeat(65), PersonRole.READER))
                .hasMessageContaining("no name for a person");
        assertThat(roster.add("ben.o-c@home.example", PersonRole.READER).name()).isEqualTo("ben.o-c@home.example");
    }
}

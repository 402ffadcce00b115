package dev.atelier.gateway.identity;

import dev.atelier.api.Names;
import dev.atelier.api.Person;
import dev.atelier.api.PersonRole;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The workspace's people as its owners see them: added, given another role, removed. What is changed counts from the next
 * request on. There is always an owner, and whoever the gateway runs as stays one, since all its files are theirs.
 */
public final class Roster {
    private static final int MOST = 1000;

    private final Database database;
    private final Proof home;
    private final List<Belongings> belongings;

    /**
     * The people.
     *
     * @param home the token in {@code ATELIER_HOME}, with which programs of this computer come in
     * @param belongings what may stand in the way of a removal
     */
    public Roster(Database database, Proof home, List<Belongings> belongings) {
        this.database = database;
        this.home = home;
        this.belongings = List.copyOf(belongings);
    }

    public List<Person> all() {
        return database.read(Roster::all);
    }

    /**
     * One of them.
     *
     * @throws ProblemException {@code unknown-person} (404)
     */
    public Person require(String name) {
        return database.read(h -> require(h, name));
    }

    /**
     * Lets somebody be one of the workspace's people; asked again for the same, it changes nothing. One who was removed is who
     * they were before, without the tokens.
     *
     * @throws ProblemException {@code bad-name} (400), {@code person-exists} (409) with another role, {@code too-many-people} (429)
     */
    public Person add(String name, PersonRole role) {
        Names.requirePerson(name);
        return database.write(h -> {
            List<Person> there = all(h);
            for (Person person : there) {
                if (person.name().equalsIgnoreCase(name)) {
                    return requireSame(person, role);
                }
            }
            if (there.size() >= MOST) {
                throw Problem.of(
                                429,
                                "too-many-people",
                                "There are " + MOST + " people, which is the most.",
                                "Remove some who do not come any more: `person list`")
                        .asException();
            }
            h.execute(
                    "INSERT INTO person (name, role, created) VALUES (coalesce((SELECT name FROM person WHERE name = ?"
                            + " COLLATE NOCASE), ?), ?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET role = excluded.role, removed = NULL",
                    name,
                    name,
                    Role.of(role).name(),
                    Timestamps.format(Timestamps.now()));
            return require(h, name);
        });
    }

    private static Person requireSame(Person there, PersonRole role) {
        if (there.role() != role) {
            throw Problem.of(
                            409,
                            "person-exists",
                            "“" + there.name() + "” is there already, as " + article(there.role()) + ".",
                            "For another role type: `person set-role " + there.name() + " " + role + "`")
                    .asException();
        }
        return there;
    }

    /**
     * Gives somebody another role.
     *
     * @throws ProblemException {@code unknown-person} (404), {@code last-owner} (409), {@code home-person} (409)
     */
    public Person setRole(String name, PersonRole role) {
        return database.write(h -> {
            Person person = require(h, name);
            if (role != PersonRole.OWNER) {
                requireMayGo(h, person, "be " + article(role));
            }
            h.execute("UPDATE person SET role = ? WHERE name = ?", Role.of(role).name(), person.name());
            return require(h, name);
        });
    }

    /**
     * Shuts somebody out, with all tokens and logins that they have.
     *
     * @throws ProblemException {@code unknown-person} (404), {@code last-owner} (409), {@code home-person} (409);
     *     {@code has-belongings} (409) where something of theirs would be left to nobody
     */
    public void remove(String name) {
        database.write(h -> {
            Person person = require(h, name);
            requireMayGo(h, person, "be removed");
            requireNothingLeft(h, person.name());
            h.execute("DELETE FROM login WHERE person = ?", person.name());
            h.execute("DELETE FROM token WHERE person = ?", person.name());
            return h.execute(
                    "UPDATE person SET removed = ? WHERE name = ?", Timestamps.format(Timestamps.now()), person.name());
        });
    }

    private void requireMayGo(Handle handle, Person person, String what) {
        if (person.role() == PersonRole.OWNER
                && all(handle).stream()
                                .filter(p -> p.role() == PersonRole.OWNER)
                                .count()
                        == 1) {
            throw Problem.of(
                            409,
                            "last-owner",
                            "“" + person.name() + "” is the last owner of the workspace and can't " + what + ".",
                            "Make somebody else an owner first, with: `person set-role NAME owner`")
                    .asException();
        }
        boolean isHome = handle.createQuery("SELECT count(*) FROM token WHERE hash = ? AND person = ?")
                .bind(0, home.hash())
                .bind(1, person.name())
                .mapTo(Boolean.class)
                .one();
        if (isHome) {
            throw Problem.of(
                            409,
                            "home-person",
                            "“" + person.name()
                                    + "” is whom the gateway runs as, whose files all of this is, and can't " + what
                                    + ".",
                            "Let somebody else start the gateway.")
                    .asException();
        }
    }

    private void requireNothingLeft(Handle handle, String person) {
        List<Belongings.Thing> left = belongings.stream()
                .flatMap(some -> some.of(handle, person).stream())
                .toList();
        if (!left.isEmpty()) {
            throw Problem.of(
                            409,
                            "has-belongings",
                            "“" + person + "” has "
                                    + left.stream().map(Belongings.Thing::words).collect(Collectors.joining(", "))
                                    + ", which would be left to nobody.",
                            "Delete that first: "
                                    + left.stream()
                                            .map(thing -> "`" + thing.end() + "`")
                                            .collect(Collectors.joining(", ")))
                    .asException();
        }
    }

    private static Person require(Handle handle, String name) {
        return all(handle).stream()
                .filter(person -> person.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> People.unknown(name));
    }

    private static List<Person> all(Handle handle) {
        return handle.createQuery(
                        "SELECT p.name, p.role, p.created, (SELECT count(*) FROM token WHERE person = p.name) AS tokens"
                                + " FROM person p WHERE p.removed IS NULL ORDER BY p.created, p.rowid")
                .map((row, context) -> read(row))
                .list();
    }

    private static Person read(ResultSet row) throws SQLException {
        return new Person(
                row.getString("name"),
                Role.valueOf(row.getString("role")).ofPerson(),
                Columns.time(row, "created"),
                row.getInt("tokens"));
    }

    private static String article(PersonRole role) {
        return (role == PersonRole.OWNER ? "an " : "a ") + role;
    }
}

package dev.atelier.gateway.compute;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import dev.atelier.api.ScriptKind;
import dev.atelier.api.ScriptState;
import dev.atelier.api.SshHost;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.identity.Belongings;
import dev.atelier.gateway.limit.Claim;
import dev.atelier.gateway.setup.ScriptStore;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import dev.atelier.gateway.store.Lookups;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The instances in the store. Each change of state is an event in the same transaction. */
public final class InstanceStore {
    private static final String KIND = "compute";
    private static final String LIVE_JOBS =
            "compute = ? COLLATE NOCASE AND state NOT IN ('COMPLETED', 'FAILED', 'CANCELED')";

    private final Database database;
    private final EventLog events;
    private final ScheduleStore schedules;
    private final ScriptStore scripts;
    private final GivenUpStore givenUp;
    private final Lookups<String, Optional<InstanceRecord>> byName;

    public InstanceStore(Database database, EventLog events) {
        this.database = database;
        this.events = events;
        this.schedules = new ScheduleStore(database, events);
        this.scripts = new ScriptStore(database);
        this.givenUp = new GivenUpStore(database, events);
        this.byName = new Lookups<>(database, InstanceStore::find);
    }

    /** When instances are started and stopped. */
    ScheduleStore schedules() {
        return schedules;
    }

    /** What runs in instances before they count as running. */
    public ScriptStore scripts() {
        return scripts;
    }

    /** What is left of instances that are gone. */
    GivenUpStore givenUp() {
        return givenUp;
    }

    public List<InstanceRecord> all() {
        return database.read(InstanceStore::all);
    }

    private static List<InstanceRecord> all(Handle h) {
        return h.createQuery("SELECT * FROM instance ORDER BY created")
                .map((row, context) -> read(row))
                .list();
    }

    /** Whether the provider of this name has instances, or is to remove what is left of some. */
    public boolean isUsed(String provider) {
        return Stream.concat(
                        all().stream().map(InstanceRecord::provider),
                        givenUp.all().stream().map(GivenUpStore.GivenUp::provider))
                .anyMatch(provider::equals);
    }

    public Optional<InstanceRecord> find(String name) {
        return byName.get(name);
    }

    /** A person's; in the given transaction. */
    public List<Belongings.Thing> belongings(Handle transaction, String person) {
        return all(transaction).stream()
                .filter(instance -> instance.owner().equals(person))
                .map(instance -> new Belongings.Thing(
                        "the instance " + instance.name(), "compute delete " + instance.name() + " --yes"))
                .toList();
    }

    /** Writes the wish for a new instance where it may, unless there is one of that name already; says what stands then. */
    InstanceRecord insert(NewInstance wanted, Check check) {
        String now = Timestamps.format(Timestamps.now());
        return database.writeNew(h -> {
            Optional<InstanceRecord> there = find(h, wanted.name());
            if (there.isPresent()) {
                return there.orElseThrow();
            }
            Owners.requireMayHave(h, wanted.owner());
            check.require(all(h));
            forget(h, wanted.name()); // whatever was left by one of that name is none of its
            h.createUpdate(
                            "INSERT INTO instance (name, owner, provider, size, image, description, tags, ssh, desired, state, since,"
                                    + " created, generation, idle_minutes, claim) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .bind(0, wanted.name())
                    .bind(1, wanted.owner())
                    .bind(2, wanted.provider())
                    .bind(3, wanted.size())
                    .bind(4, Columns.of(wanted.spec().image()))
                    .bind(5, Columns.of(wanted.spec().description()))
                    .bind(6, Json.write(wanted.spec().tags()))
                    .bind(7, Columns.of(wanted.spec().ssh().map(Json::write)))
                    .bind(8, Desired.RUNNING.name())
                    .bind(9, InstanceState.CREATING.name())
                    .bind(10, now)
                    .bind(11, now)
                    .bind(12, nextGeneration(h))
                    .bind(13, wanted.spec().idleMinutes().orElse(null))
                    .bind(14, Columns.of(wanted.claim().map(Json::write)))
                    .execute();
            wanted.spec()
                    .schedules()
                    .ifPresent(plan ->
                            plan.startStop().forEach(schedule -> ScheduleStore.put(h, wanted.name(), schedule, now)));
            wanted.spec()
                    .setupScripts()
                    .ifPresent(some -> ScriptStore.put(h, wanted.name(), some.byKind(), ScriptState.WAITING));
            events.append(h, KIND, wanted.name(), InstanceState.CREATING, wanted.behalf());
            return find(h, wanted.name()).orElseThrow();
        });
    }

    /** The same for one of which nobody knows what it takes of quotas. */
    public InstanceRecord insert(String name, String owner, String provider, String size, InstanceSpec spec) {
        return insert(new NewInstance(name, owner, owner, provider, size, spec, Optional.empty()), Check.none());
    }

    /**
     * Writes what is wanted, and the state that it begins with; nothing where the instance is gone. Whoever wants it deleted
     * has the last word.
     */
    public Optional<InstanceRecord> want(String name, Desired desired, InstanceState state) {
        return database.write(h -> want(h, name, desired, state));
    }

    /** The same where it may. */
    Optional<InstanceRecord> want(String name, Desired desired, InstanceState state, Check check) {
        return database.write(h -> {
            check.require(all(h));
            return want(h, name, desired, state);
        });
    }

    private Optional<InstanceRecord> want(Handle h, String name, Desired desired, InstanceState state) {
        int changed = h.createUpdate("UPDATE instance SET desired = :desired WHERE name = :name AND"
                        + " (desired NOT IN ('DELETED', 'FORGOTTEN') OR desired = :desired OR :desired = 'FORGOTTEN')")
                .bind("desired", desired.name())
                .bind("name", name)
                .execute();
        return changed == 0 ? find(h, name) : moveAndRest(h, name, state, Optional.empty());
    }

    /**
     * Writes what is, and what is wanted from now on; unless somebody wanted something else meanwhile than {@code was}. The
     * same state with the same reason is not news.
     */
    public Optional<InstanceRecord> settle(
            String name, Desired was, Desired desired, InstanceState state, Optional<String> reason) {
        return database.write(h -> settle(h, name, was, desired, state, reason));
    }

    /** Writes that it is to run, where it may and nobody wanted something else meanwhile than {@code was}. */
    Optional<InstanceRecord> begin(String name, Desired was, InstanceState state, Check check) {
        return database.write(h -> {
            check.require(all(h));
            return settle(h, name, was, Desired.RUNNING, state, Optional.empty());
        });
    }

    private Optional<InstanceRecord> settle(
            Handle h, String name, Desired was, Desired desired, InstanceState state, Optional<String> reason) {
        int changed = h.execute(
                "UPDATE instance SET desired = ? WHERE name = ? AND desired = ?", desired.name(), name, was.name());
        return changed == 0 ? find(h, name) : moveAndRest(h, name, state, reason);
    }

    /** Writes what it takes of quotas, unless that is known. */
    void claim(String name, Claim claim) {
        database.write(h ->
                h.execute("UPDATE instance SET claim = ? WHERE name = ? AND claim IS NULL", Json.write(claim), name));
    }

    /** Writes that a setup script failed, of one that is not wanted to run any more with that; unless it was not wanted before. */
    void setupFailed(String name, ScriptKind script, String reason) {
        database.write(h -> {
            ScriptStore.failed(h, name, script);
            int changed =
                    h.execute("UPDATE instance SET desired = 'STOPPED' WHERE name = ? AND desired = 'RUNNING'", name);
            return changed == 0 ? find(h, name) : moveAndRest(h, name, InstanceState.SETUP_FAILED, Optional.of(reason));
        });
    }

    /**
     * Writes what belongs to an instance, in one transaction with the question whether it is still that one: what comes after
     * its deletion must not be found by whoever takes its name next.
     *
     * @param judged whose rights were looked at
     * @param change gets the instance as it is now
     * @throws ProblemException {@code unknown-instance} (404) where it is gone, {@code being-deleted} (409) where it is about to be;
     *     nothing is written then
     */
    <T> T change(InstanceRecord judged, BiFunction<Handle, InstanceRecord, T> change) {
        return database.write(h -> {
            InstanceRecord now = find(h, judged.name())
                    .filter(there -> there.generation() == judged.generation())
                    .orElseThrow(() -> Refusals.justDeleted(judged.name()).asException());
            Refusals.requireNotDeleting(now);
            return change.apply(h, now);
        });
    }

    /** Writes what size it has from its next start on, where it is stopped still and may have that. */
    InstanceRecord resize(InstanceRecord judged, String size, Claim claim, Check check) {
        return change(judged, (h, now) -> {
            Refusals.requireStopped(now, size);
            check.require(all(h));
            h.execute("UPDATE instance SET size = ?, claim = ? WHERE name = ?", size, Json.write(claim), now.name());
            String words = "From its next start on its size is " + size + "; it was " + now.size() + ".";
            events.append(h, KIND, now.name(), now.state(), words);
            return find(h, now.name()).orElseThrow();
        });
    }

    /** Writes which key of its host is accepted from now on. */
    public void accept(String name, SshHost host) {
        database.write(h -> h.execute("UPDATE instance SET ssh = ? WHERE name = ?", Json.write(host), name));
    }

    /** Writes after how many minutes it is idle, counted from {@code from} on; nothing where the instance is gone. */
    public Optional<InstanceRecord> idleAfter(String name, Optional<Integer> minutes, Instant from) {
        return database.write(h -> {
            h.createUpdate("UPDATE instance SET idle_minutes = ?, active_on = ? WHERE name = ?")
                    .bind(0, minutes.orElse(null))
                    .bind(1, Timestamps.format(from))
                    .bind(2, name)
                    .execute();
            return find(h, name);
        });
    }

    /** Writes until when it is kept running though it is idle; nothing where the instance is gone. */
    public Optional<InstanceRecord> keepUntil(String name, Optional<Instant> until) {
        return database.write(h -> {
            h.execute("UPDATE instance SET kept_until = ? WHERE name = ?", time(until), name);
            return find(h, name);
        });
    }

    /** Writes when there was activity last, unless a later one is known; one after now is of a clock that was ahead. */
    public void active(String name, Instant last, Instant now) {
        String time = Timestamps.format(last);
        database.write(h -> h.execute(
                "UPDATE instance SET active_on = ? WHERE name = ?"
                        + " AND (active_on IS NULL OR active_on < ? OR active_on > ?)",
                time,
                name,
                time,
                Timestamps.format(now)));
    }

    /**
     * Has an instance that was judged idle stopped; says whether. It is not, where anything that was judged is not so any more:
     * somebody wanted something else of it, kept it, changed its rule or submitted a job.
     */
    public boolean stopIdle(InstanceRecord judged, String reason) {
        return database.write(h -> {
            int changed = h.createUpdate("UPDATE instance SET desired = 'STOPPED' WHERE name = ? AND generation = ?"
                            + " AND desired = 'RUNNING' AND state = 'RUNNING' AND since = ? AND idle_minutes IS ?"
                            + " AND kept_until IS ? AND active_on IS ? AND NOT EXISTS (SELECT 1 FROM job WHERE "
                            + LIVE_JOBS + ")")
                    .bind(0, judged.name())
                    .bind(1, judged.generation())
                    .bind(2, Timestamps.format(judged.since()))
                    .bind(3, judged.idle().minutes().orElse(null))
                    .bind(4, time(judged.idle().keptUntil()))
                    .bind(5, time(judged.idle().active()))
                    .bind(6, judged.name())
                    .execute();
            if (changed > 0) {
                move(h, judged.name(), InstanceState.STOPPING, Optional.of(reason));
            }
            return changed > 0;
        });
    }

    /**
     * Has an instance stopped because a schedule wants it so; says whether. It is not, where it was deleted, kept or is not
     * wanted to run any more.
     */
    public boolean stopPlanned(InstanceRecord judged, String reason) {
        return database.write(h -> {
            int changed = h.createUpdate("UPDATE instance SET desired = 'STOPPED' WHERE name = ? AND generation = ?"
                            + " AND desired IN ('RUNNING', 'RESTARTED') AND kept_until IS ?")
                    .bind(0, judged.name())
                    .bind(1, judged.generation())
                    .bind(2, time(judged.idle().keptUntil()))
                    .execute();
            if (changed > 0) {
                move(h, judged.name(), InstanceState.STOPPING, Optional.of(reason));
            }
            return changed > 0;
        });
    }

    /** What was to be forgotten can be reached, and is deleted as any other. */
    public void deleteInOrder(InstanceRecord forgotten) {
        database.write(h -> h.execute(
                "UPDATE instance SET desired = 'DELETED' WHERE name = ? AND generation = ? AND desired = 'FORGOTTEN'",
                forgotten.name(),
                forgotten.generation()));
    }

    private static String time(Optional<Instant> time) {
        return Columns.of(time.map(Timestamps::format));
    }

    public void remove(String name) {
        database.write(h -> {
            events.append(h, KIND, name, "Deleted", "");
            forget(h, name);
            endJobs(h, name);
            return h.execute("DELETE FROM instance WHERE name = ?", name);
        });
    }

    /** Removes it, and keeps in mind what may be left of it. */
    void giveUp(InstanceRecord instance, String words) {
        database.write(h -> {
            GivenUpStore.put(h, instance);
            events.append(h, KIND, instance.name(), "Deleted", words);
            forget(h, instance.name());
            endJobs(h, instance.name());
            return h.execute(
                    "DELETE FROM instance WHERE name = ? AND generation = ?", instance.name(), instance.generation());
        });
    }

    private static void forget(Handle h, String name) {
        h.execute("DELETE FROM mount WHERE compute = ?", name);
        h.execute("DELETE FROM kernel WHERE compute = ?", name);
        h.execute("DELETE FROM schedule WHERE compute = ?", name);
        h.execute("DELETE FROM setup_script WHERE compute = ?", name);
        h.execute(
                "DELETE FROM gpu WHERE instance = ? AND generation NOT IN (SELECT generation FROM given_up)",
                name); // what was given up may use its cards still
    }

    /** A later instance of the same name must not take up what was meant for this one. */
    private void endJobs(Handle h, String instance) {
        List<String> jobs = h.createQuery("SELECT name FROM job WHERE " + LIVE_JOBS)
                .bind(0, instance)
                .mapTo(String.class)
                .list();
        String reason = "Its instance was deleted.";
        String now = Timestamps.format(Timestamps.now());
        h.execute(
                "UPDATE job SET reason = ?, ended = ?, state ="
                        + " CASE state WHEN 'CANCEL_REQUESTED' THEN 'CANCELED' ELSE 'FAILED' END WHERE " + LIVE_JOBS,
                reason,
                now,
                instance);
        for (String job : jobs) {
            String state = h.createQuery("SELECT state FROM job WHERE name = ?")
                    .bind(0, job)
                    .mapTo(String.class)
                    .one();
            events.append(h, "job", job, JobState.valueOf(state), reason);
        }
    }

    /** Whoever is wanted to run rests no more, and whoever is deleted stays as they were. */
    private Optional<InstanceRecord> moveAndRest(Handle h, String name, InstanceState state, Optional<String> reason) {
        move(h, name, state, reason);
        h.execute(
                "UPDATE instance SET resting = CASE WHEN desired IN ('RUNNING', 'RESTARTED') THEN 0"
                        + " WHEN state IN ('STOPPED', 'CREATE_FAILED', 'SETUP_FAILED') THEN 1 ELSE resting END WHERE name = ?",
                name);
        return find(h, name);
    }

    private Optional<InstanceRecord> move(Handle h, String name, InstanceState state, Optional<String> reason) {
        Optional<InstanceRecord> before = find(h, name);
        if (before.isEmpty() || isOldNews(before.orElseThrow(), state, reason)) {
            return before;
        }
        String since = Timestamps.format(
                before.orElseThrow().state() == state ? before.orElseThrow().since() : Timestamps.now());
        h.execute(
                "UPDATE instance SET state = ?, reason = ?, since = ? WHERE name = ?",
                state.name(),
                Columns.of(reason),
                since,
                name);
        events.append(h, KIND, before.orElseThrow().name(), state, reason.orElse(""));
        return find(h, name);
    }

    private static boolean isOldNews(InstanceRecord before, InstanceState state, Optional<String> reason) {
        return before.state() == state && before.reason().equals(reason);
    }

    private static long nextGeneration(Handle h) {
        h.execute("INSERT INTO generation (kind, newest) VALUES ('instance', 1)"
                + " ON CONFLICT (kind) DO UPDATE SET newest = newest + 1");
        return h.createQuery("SELECT newest FROM generation WHERE kind = 'instance'")
                .mapTo(Long.class)
                .one();
    }

    private static Optional<InstanceRecord> find(Handle h, String name) {
        return h.createQuery("SELECT * FROM instance WHERE name = ?")
                .bind(0, name)
                .map((row, context) -> read(row))
                .findOne();
    }

    private static InstanceRecord read(ResultSet row) throws SQLException {
        Instant since = Columns.time(row, "since");
        return new InstanceRecord(
                row.getString("name"),
                row.getString("owner"),
                row.getString("provider"),
                row.getString("size"),
                Columns.text(row, "image"),
                Columns.text(row, "description"),
                Json.read(row.getString("tags"), new TypeReference<>() {}),
                Columns.text(row, "ssh").map(host -> Json.read(host, SshHost.class)),
                Desired.valueOf(row.getString("desired")),
                InstanceState.valueOf(row.getString("state")),
                Columns.text(row, "reason"),
                since,
                Columns.time(row, "created"),
                row.getLong("generation"),
                new IdleRule(
                        Columns.number(row, "idle_minutes"),
                        Columns.optionalTime(row, "kept_until"),
                        Columns.optionalTime(row, "active_on")),
                new Hold(
                        Columns.text(row, "claim").map(claim -> Json.read(claim, Claim.class)),
                        row.getBoolean("resting")));
    }
}

package dev.atelier.gateway.job;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.atelier.api.JobState;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.link.AgentJob;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import dev.atelier.gateway.store.Lookups;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The jobs in the store. Each change of state is an event in the same transaction. */
final class JobStore {
    private static final String KIND = "job";
    private static final int MOST_SHOWN = 1000;
    private static final String LIVE = "state NOT IN ('COMPLETED', 'FAILED', 'CANCELED')";

    private final Database database;
    private final EventLog events;
    /** Asked for each instance that is shown. */
    private final Lookups<Live, List<JobRecord>> live;

    private enum Live {
        ALL
    }

    JobStore(Database database, EventLog events) {
        this.database = database;
        this.events = events;
        this.live = new Lookups<>(database, JobStore::live);
    }

    /** The newest {@value #MOST_SHOWN}, the oldest of them first. */
    List<JobRecord> all() {
        return list("SELECT * FROM (SELECT *, rowid AS nr FROM job ORDER BY created DESC, nr DESC LIMIT " + MOST_SHOWN
                + ") ORDER BY created, nr");
    }

    List<JobRecord> live() {
        return live.get(Live.ALL);
    }

    private static List<JobRecord> live(Handle h, Live which) {
        return h.createQuery("SELECT * FROM job WHERE " + LIVE + " ORDER BY created, rowid")
                .map((row, context) -> read(row))
                .list();
    }

    private List<JobRecord> list(String query) {
        return database.read(
                h -> h.createQuery(query).map((row, context) -> read(row)).list());
    }

    Map<JobState, Long> counts() {
        Map<JobState, Long> counts = new EnumMap<>(JobState.class);
        database.read(h -> h.createQuery("SELECT state, count(*) AS number FROM job GROUP BY state")
                        .map((row, context) ->
                                Map.entry(JobState.valueOf(row.getString("state")), row.getLong("number")))
                        .list())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    Optional<JobRecord> find(String name) {
        return database.read(h -> find(h, name));
    }

    /** The job that an earlier submission with this key made. */
    Optional<JobRecord> submittedAs(String key) {
        return database.read(h -> h.createQuery("SELECT * FROM job WHERE idempotency_key = ?")
                .bind(0, key)
                .map((row, context) -> read(row))
                .findOne());
    }

    /** Writes a job whose files are not there yet: nobody is told of it before it is queued. */
    JobRecord insert(JobRecord job, Optional<String> key) {
        return database.writeNew(h -> {
            if (find(h, job.name()).isPresent()) {
                throw exists(job.name());
            }
            h.createUpdate("INSERT INTO job (name, owner, compute, command, folder, environment, log, state, reason,"
                            + " created, idempotency_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .bind(0, job.name())
                    .bind(1, job.owner())
                    .bind(2, job.compute())
                    .bind(3, Json.write(job.command()))
                    .bind(4, job.folder())
                    .bind(5, Json.write(job.environment()))
                    .bind(6, job.log())
                    .bind(7, job.state().name())
                    .bind(8, Columns.of(job.reason()))
                    .bind(9, Timestamps.format(job.created()))
                    .bind(10, Columns.of(key))
                    .execute();
            return job;
        });
    }

    JobRecord queue(String name) {
        return database.write(h -> {
            h.execute("UPDATE job SET state = 'QUEUED', reason = NULL WHERE name = ? AND state = 'NOT_STARTED'", name);
            JobRecord job = find(h, name).orElseThrow();
            events.append(h, KIND, name, job.state(), "");
            return job;
        });
    }

    void forget(String name) {
        database.write(h -> h.execute("DELETE FROM job WHERE name = ? AND state = 'NOT_STARTED'", name));
    }

    static ProblemException exists(String name) {
        return Problem.of(
                        409,
                        "job-exists",
                        "There is a job “" + name + "” already.",
                        "Choose another --name, or leave it out.")
                .asException();
    }

    /**
     * Takes the job out of the queue if it is the oldest there and nothing else runs on its instance.
     *
     * @return the job that comes before it, if one does
     */
    Optional<String> takeTurn(JobRecord job) {
        return database.write(h -> {
            Optional<String> next = h.createQuery(
                            "SELECT name FROM job WHERE compute = ? AND " + LIVE + " ORDER BY created, rowid LIMIT 1")
                    .bind(0, job.compute())
                    .mapTo(String.class)
                    .findOne();
            int taken = next.filter(job.name()::equals).isPresent()
                    ? h.execute(
                            "UPDATE job SET state = 'STARTING', reason = NULL WHERE name = ? AND state = 'QUEUED'",
                            job.name())
                    : 0;
            if (taken == 1) {
                events.append(h, KIND, job.name(), JobState.STARTING, "");
            }
            return next.filter(n -> !n.equals(job.name()));
        });
    }

    /** Moves a job on, unless it has ended or its cancelling was requested. */
    void move(String name, JobState state, Optional<String> reason) {
        update(name, state, reason);
    }

    /** Asks for the job's end; one that is still queued has ended with that. */
    void requestCancel(String name) {
        String now = Timestamps.format(Timestamps.now());
        String reason = "Canceled before it began.";
        database.write(h -> {
            int ended = h.execute(
                    "UPDATE job SET state = 'CANCELED', reason = ?, ended = ? WHERE name = ? AND state = 'QUEUED'",
                    reason,
                    now,
                    name);
            int asked = h.execute(
                    "UPDATE job SET state = 'CANCEL_REQUESTED', reason = NULL WHERE name = ? AND " + LIVE
                            + " AND state <> 'CANCEL_REQUESTED'",
                    name);
            if (ended + asked == 1) {
                JobState state = ended == 1 ? JobState.CANCELED : JobState.CANCEL_REQUESTED;
                events.append(h, KIND, name, state, ended == 1 ? reason : "");
            }
            return asked;
        });
    }

    private void update(String name, JobState state, Optional<String> reason) {
        database.write(h -> {
            Optional<JobRecord> before = find(h, name);
            boolean same = before.map(b -> b.state() == state && b.reason().equals(reason))
                    .orElse(true);
            int changed = same
                    ? 0
                    : h.execute(
                            "UPDATE job SET state = ?, reason = ? WHERE name = ? AND " + LIVE
                                    + " AND state <> 'CANCEL_REQUESTED'",
                            state.name(),
                            Columns.of(reason),
                            name);
            if (changed == 1) {
                events.append(h, KIND, name, state, reason.orElse(""));
            }
            return changed;
        });
    }

    /** Writes a job's end, once. */
    void end(String name, JobState state, Optional<AgentJob> run, Optional<String> reason) {
        String now = Timestamps.format(Timestamps.now());
        database.write(h -> {
            int changed = h.execute(
                    "UPDATE job SET state = ?, exit_code = ?, reason = ?, started = coalesce(started, ?), ended = ?"
                            + " WHERE name = ? AND " + LIVE,
                    state.name(),
                    run.flatMap(AgentJob::exitCode).orElse(null),
                    Columns.of(reason),
                    Columns.of(run.flatMap(AgentJob::started).map(Timestamps::format)),
                    run.flatMap(AgentJob::ended).map(Timestamps::format).orElse(now),
                    name);
            if (changed == 1) {
                events.append(h, KIND, name, state, reason.orElse(""));
            }
            return changed;
        });
    }

    void started(String name, AgentJob run) {
        database.write(h -> h.execute(
                "UPDATE job SET started = ? WHERE name = ? AND started IS NULL",
                Columns.of(run.started().map(Timestamps::format)),
                name));
        move(name, JobState.RUNNING, Optional.empty());
    }

    private static Optional<JobRecord> find(Handle h, String name) {
        return h.createQuery("SELECT * FROM job WHERE name = ?")
                .bind(0, name)
                .map((row, context) -> read(row))
                .findOne();
    }

    private static JobRecord read(ResultSet row) throws SQLException {
        return new JobRecord(
                row.getString("name"),
                row.getString("owner"),
                row.getString("compute"),
                Json.read(row.getString("command"), new TypeReference<>() {}),
                row.getString("folder"),
                Json.read(row.getString("environment"), new TypeReference<>() {}),
                row.getString("log"),
                JobState.valueOf(row.getString("state")),
                Columns.number(row, "exit_code"),
                Columns.text(row, "reason"),
                Columns.time(row, "created"),
                Columns.optionalTime(row, "started"),
                Columns.optionalTime(row, "ended"));
    }
}

package dev.atelier.gateway.job;

import dev.atelier.api.JobSpec;
import dev.atelier.api.JobState;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.compute.InstanceStore;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** What people may ask of jobs. */
public final class Jobs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Jobs.class.getName());
    /** Why a job has not started whose script came as text. */
    private static final String WRITING = "Its script is being written.";

    private static final int MOST_QUEUED = 1000;
    private static final Duration END = Duration.ofSeconds(5);

    private final JobStore store;
    private final InstanceStore instances;
    private final Computes computes;
    private final Agents agents;
    private final JobFiles files;
    /** One submission at a time: the same key or name sent twice at once is one job. */
    private final ReentrantLock submitting = new ReentrantLock();

    private final Set<Thread> followers = ConcurrentHashMap.newKeySet();

    public Jobs(
            Database database,
            EventLog events,
            InstanceStore instances,
            Computes computes,
            Agents agents,
            JobFiles files) {
        this.store = new JobStore(database, events);
        this.instances = instances;
        this.computes = computes;
        this.agents = agents;
        this.files = files;
    }

    /** Takes up the jobs that had not ended when the gateway did; one whose submission it cut off never was. */
    public void resume() {
        for (JobRecord job : store.live()) {
            if (job.state() == JobState.NOT_STARTED) {
                forget(job);
            } else {
                follow(job.name());
            }
        }
    }

    private void forget(JobRecord job) {
        try {
            files.unmake(job.name(), job.reason().equals(Optional.of(WRITING)));
        } catch (IOException | ProblemException e) {
            LOG.log(Level.WARNING, () -> "job " + job.name() + ": its folder stays: " + e.getMessage());
        }
        store.forget(job.name());
    }

    public List<JobRecord> all() {
        return store.all();
    }

    /** How many jobs there are of each state; those of which there is none are left out. */
    public Map<JobState, Long> counts() {
        return store.counts();
    }

    /** How many jobs of the instance have not ended. */
    public int liveOn(String compute) {
        return (int) store.live().stream()
                .filter(j -> j.compute().equalsIgnoreCase(compute))
                .count();
    }

    public JobRecord require(String name) {
        return store.find(name)
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-job",
                                "There is no job “" + Names.shown(name) + "”.",
                                "List them with: `compute jobs`")
                        .asException());
    }

    /** @param key the {@code Idempotency-Key}: the same one again is the same job */
    public JobRecord submit(Principal who, JobSpec spec, Optional<String> key)
            throws IOException, InterruptedException {
        // Each has keys of their own, and what somebody sends as a key has no bound.
        Optional<String> ownKey = key.map(k -> Secrets.hash(who.person() + "\n" + k));
        submitting.lock();
        try {
            Optional<JobRecord> before = ownKey.flatMap(store::submittedAs);
            return before.isPresent() ? before.orElseThrow() : submitNew(who, spec, ownKey);
        } finally {
            submitting.unlock();
        }
    }

    private JobRecord submitNew(Principal who, JobSpec spec, Optional<String> key)
            throws IOException, InterruptedException {
        InstanceRecord instance = computes.require(spec.compute());
        computes.requireUser(who, instance);
        if (store.live().size() >= MOST_QUEUED) {
            throw Problem.of(429, "too-many-jobs", MOST_QUEUED + " jobs are queued or running, which is the most.")
                    .asException();
        }
        spec.name().ifPresent(this::requireFree);
        JobFiles.Planned planned =
                files.plan(spec, computes.providerOf(instance).inside(instance.place()));
        Map<String, String> environment = new HashMap<>(spec.environmentVariables());
        environment.putIfAbsent("PYTHONUNBUFFERED", "1");
        environment.put("ATELIER_JOB", planned.name());
        JobRecord job = new JobRecord(
                planned.name(),
                who.person(),
                instance.name(),
                planned.command(),
                planned.folder(),
                environment,
                planned.log(),
                JobState.NOT_STARTED,
                Optional.empty(),
                planned.text().map(text -> WRITING),
                Timestamps.now(),
                Optional.empty(),
                Optional.empty());
        store.insert(job, key);
        try {
            files.make(planned);
            JobRecord queued = store.queue(job.name());
            follow(job.name());
            return queued;
        } catch (IOException | RuntimeException e) {
            forget(job);
            throw e;
        }
    }

    /** Before a file is touched: what lies in a job's folder is that job's. */
    private void requireFree(String name) {
        if (store.find(name).isPresent()) {
            throw JobStore.exists(name);
        }
    }

    public JobRecord cancel(Principal who, String name) {
        JobRecord job = require(name);
        if (who.role() != Role.OWNER && !who.person().equals(job.owner())) {
            throw Problem.of(403, "not-yours", "The job “" + name + "” belongs to " + job.owner() + ".")
                    .asException();
        }
        store.requestCancel(name);
        if (!require(name).state().ended()) {
            agents.of(job.compute()).ifPresent(a -> Thread.ofVirtual().start(() -> cancelNow(a, name)));
        }
        return require(name);
    }

    /** Tells the agent at once; the job's follower, which may be waiting for its end, sees what comes of it. */
    private void cancelNow(AgentClient agent, String name) {
        try {
            agent.call("POST", "/agent/v1/jobs/" + name + "/cancel", Optional.empty(), Duration.ofSeconds(10));
        } catch (IOException | ProblemException e) {
            LOG.log(Level.INFO, () -> "job " + name + ": its follower will cancel it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public JobFiles files() {
        return files;
    }

    private void follow(String name) {
        JobFollower follower = new JobFollower(name, store, instances, agents, computes);
        Thread thread = Thread.ofVirtual().name("job-" + name).unstarted(() -> {
            try {
                follower.follow();
            } finally {
                followers.remove(Thread.currentThread());
            }
        });
        followers.add(thread);
        thread.start();
    }

    /** Follows no job any more; the jobs go on. */
    @Override
    public void close() {
        followers.forEach(Thread::interrupt);
        for (Thread follower : followers) {
            try {
                follower.join(END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

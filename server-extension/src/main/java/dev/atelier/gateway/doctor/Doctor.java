package dev.atelier.gateway.doctor;

import dev.atelier.api.Diagnosis;
import dev.atelier.api.Diagnosis.Check;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Size;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentStatus;
import dev.atelier.gateway.provider.Absent;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.store.Reserve;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Looks at everything that an instance needs. At most {@value #MOST} instances at once. */
public final class Doctor {
    private static final Duration QUICK = Duration.ofSeconds(15);
    private static final Duration AGENT = Duration.ofSeconds(6);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration NETWORK = Duration.ofSeconds(30);
    private static final int MOST = 4;

    private final Computes computes;
    private final Agents agents;
    private final Share share;
    private final Path home;
    private final Reserve reserve;
    private final String version;
    private final InstantSource clock;
    private final HttpClient http;
    private final Semaphore turns = new Semaphore(MOST);

    /**
     * @param home the gateway's own folder
     * @param version the gateway's
     */
    public Doctor(
            Computes computes,
            Agents agents,
            Share share,
            Path home,
            Reserve reserve,
            String version,
            InstantSource clock,
            HttpClient http) {
        this.computes = computes;
        this.agents = agents;
        this.share = share;
        this.home = home;
        this.reserve = reserve;
        this.version = version;
        this.clock = clock;
        this.http = http;
    }

    /**
     * What is found now; takes as long as the slowest check, which is a minute at most. Its owner may ask, since a kernel is
     * started there for a moment.
     *
     * @throws ProblemException {@code not-yours} (403), {@code doctor-busy} (429)
     */
    public Diagnosis examine(Principal who, String name) throws InterruptedException {
        InstanceRecord instance = computes.require(name);
        computes.requireOwner(who, instance);
        if (!turns.tryAcquire()) {
            throw Problem.of(429, "doctor-busy", MOST + " instances are being looked at.", "Try again in a minute.")
                    .asException();
        }
        try (Rounds rounds = new Rounds()) {
            return new Diagnosis(instance.name(), checks(instance, rounds));
        } finally {
            turns.release();
        }
    }

    private List<Check> checks(InstanceRecord instance, Rounds rounds) throws InterruptedException {
        Provider provider = computes.providerOf(instance);
        PlaceLook place = new PlaceLook(instance, provider);
        String restart = "Type: `compute restart " + instance.name() + "`";
        if (provider instanceof Absent absent) {
            rounds.begin(new Examination(
                    "engine", QUICK, "See that the engine's computer runs.", () -> place.engine(absent)));
        }
        rounds.begin(
                new Examination("place", QUICK, "See that its engine or host runs, and " + restart, place::reached));
        rounds.begin(new Examination("image", QUICK, "See that the engine runs: docker info", place::image));
        rounds.begin(new Examination(
                "gateway disk",
                QUICK,
                "See whether the share's disk is mounted.",
                () -> reserve.isGivenUp()
                        ? Finding.failed(
                                "The gateway's disk was full and its reserve is given up: nothing new is begun.",
                                "Make room on the disk of " + home + "; the reserve comes back by itself.")
                        : DiskLook.gateway(share, home).finding()));
        Optional<AgentClient> agent = agents.of(instance.name());
        try (Rounds first = new Rounds()) {
            first.begin(new Examination("agent", AGENT, restart, () -> agent(instance, agent)));
            List<Check> answered = first.results();
            boolean answers = answered.getFirst().outcome() != Diagnosis.Outcome.FAILED;
            List<Examination> further = agent.map(a -> ofPatient(new Patient(instance, a), provider))
                    .orElse(List.of());
            if (answers) {
                further.forEach(rounds::begin);
            }
            List<Check> all = new ArrayList<>(answered);
            all.addAll(rounds.results());
            if (!answers) {
                all.add(new Check(
                        "the rest", Diagnosis.Outcome.SKIPPED, "The agent has to answer first.", Optional.empty(), 0));
            }
            return all;
        }
    }

    private Finding agent(InstanceRecord instance, Optional<AgentClient> agent)
            throws IOException, InterruptedException {
        if (agent.isEmpty()) {
            return Finding.failed(
                    instance.name() + " is " + instance.state() + ", and no agent of it is known."
                            + instance.reason().map(why -> " " + why).orElse(""),
                    "Type: `compute start " + instance.name() + "`");
        }
        AgentStatus status = agent.get()
                .call("GET", "/agent/v1/status", Optional.empty(), ANSWER)
                .as(AgentStatus.class);
        return version.equals(status.version())
                ? Finding.ok("It answers, version " + status.version() + ", process " + status.pid() + ".")
                : Finding.warning(
                        "It answers, but is of version " + status.version() + ", while the gateway is " + version + ".",
                        "Type, when nothing runs there: `compute restart " + instance.name() + "`");
    }

    private List<Examination> ofPatient(Patient patient, Provider provider) {
        int gpus = provider.sizes().stream()
                .filter(size -> size.name().equals(patient.instance().size()))
                .mapToInt(Size::gpus)
                .findFirst()
                .orElse(0);
        String restart = "Type: `compute restart " + patient.name() + "`";
        AgentLooks looks = new AgentLooks(patient, gpus);
        return List.of(
                new Examination("share", ShareLook.BOUND, restart, new ShareLook(patient, share)),
                new Examination("disk", QUICK, restart, looks::disk),
                new Examination("clock", QUICK, restart, new ClockLook(patient, clock)),
                new Examination("kernels", KernelLook.BOUND, restart, new KernelLook(patient, http)),
                new Examination("gpus", QUICK, restart, looks::gpus),
                new Examination("network", NETWORK, "See the instance's network.", looks::network));
    }
}

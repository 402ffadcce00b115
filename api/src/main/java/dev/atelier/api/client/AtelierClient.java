package dev.atelier.api.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.atelier.api.AccessToken;
import dev.atelier.api.ApplicationAddress;
import dev.atelier.api.Datastore;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Diagnosis;
import dev.atelier.api.Event;
import dev.atelier.api.GatewayStatus;
import dev.atelier.api.IdleSpec;
import dev.atelier.api.Instance;
import dev.atelier.api.InstanceFile;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Job;
import dev.atelier.api.JobSpec;
import dev.atelier.api.Json;
import dev.atelier.api.KeepSpec;
import dev.atelier.api.Mount;
import dev.atelier.api.MountSpec;
import dev.atelier.api.Person;
import dev.atelier.api.PersonRole;
import dev.atelier.api.PersonSpec;
import dev.atelier.api.PoolSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Quota;
import dev.atelier.api.ResizeSpec;
import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.ScheduleState;
import dev.atelier.api.ScriptKind;
import dev.atelier.api.SetupScript;
import dev.atelier.api.SetupScripts;
import dev.atelier.api.Size;
import dev.atelier.api.SshKey;
import dev.atelier.api.TerminalLink;
import dev.atelier.api.TokenSpec;
import dev.atelier.api.Usage;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The gateway's API as methods. Each blocks; each throws {@link ProblemException} with what the gateway answered, or
 * {@code gateway-unreachable} where there was no answer. What changes something is sent again where the connection broke before the
 * answer came, and is done once all the same.
 */
public final class AtelierClient {
    private static final String ROOT = "/atelier/v1";

    private final Transport transport;
    private final Sender sender;

    public AtelierClient(Transport transport) {
        this.transport = transport;
        this.sender = new Sender(transport);
    }

    public GatewayStatus status() {
        return Json.read(get("/status"), GatewayStatus.class);
    }

    /** Ends the gateway; what runs on the instances goes on. */
    public void shutdown() {
        post("/shutdown", Map.of("stop_instances", false));
    }

    /** Ends the gateway and all that runs on the instances. */
    public void shutdownWithInstances() {
        post("/shutdown", Map.of("stop_instances", true));
    }

    public List<Size> sizes() {
        return Json.read(get("/sizes"), new TypeReference<>() {});
    }

    /** What the operator lets the person who asks have, and how much of it is taken. */
    public Quota quota() {
        return Json.read(get("/quota"), Quota.class);
    }

    /** The same with a row of their own for everybody who has an instance. */
    public Quota quotaOfAll() {
        return Json.read(get("/quota?all=true"), Quota.class);
    }

    /** Decides how many instances of a size are kept ready; an owner of the workspace may. */
    public Size pool(String size, int count) {
        return Json.read(put(Call.path("sizes", size), new PoolSpec(Optional.of(count))), Size.class);
    }

    public List<Instance> instances() {
        return Json.read(get("/computes"), new TypeReference<>() {});
    }

    public Instance instance(String name) {
        return Json.read(get(Call.path("computes", name)), Instance.class);
    }

    /** What a running instance uses. */
    public Usage usage(String name) {
        return Json.read(get(Call.path("computes", name, "usage")), Usage.class);
    }

    /** Has everything looked at that an instance needs; takes a minute at most. */
    public Diagnosis doctor(String name) {
        return Json.read(get(Call.path("computes", name, "doctor")), Diagnosis.class);
    }

    /** Asks for an instance; it comes into being afterwards, see {@link #events}. */
    public Instance create(String name, InstanceSpec spec) {
        return Json.read(put(Call.path("computes", name), spec), Instance.class);
    }

    /** What a file in Azure ML's YAML means; nothing is created. */
    public InstanceFile readFile(String yaml) {
        return Json.read(request("POST", "/instance-file", yaml), InstanceFile.class);
    }

    /** An instance as a file in Azure ML's YAML, from which one can be created again; its owner may have it. */
    public String file(String name) {
        return get(Call.path("computes", name, "file"));
    }

    public Instance start(String name) {
        return Json.read(post(Call.path("computes", name, "start"), Map.of()), Instance.class);
    }

    public Instance stop(String name) {
        return Json.read(post(Call.path("computes", name, "stop"), Map.of()), Instance.class);
    }

    public Instance restart(String name) {
        return Json.read(post(Call.path("computes", name, "restart"), Map.of()), Instance.class);
    }

    /** Gives a stopped instance another size from its next start on. */
    public Instance resize(String name, String size) {
        ResizeSpec spec = new ResizeSpec(Optional.of(size));
        return Json.read(request("PATCH", Call.path("computes", name), Json.write(spec)), Instance.class);
    }

    /** Decides after how many minutes without activity it is stopped; never when empty. */
    public Instance idle(String name, Optional<Integer> minutes) {
        String path = Call.path("computes", name, "idle");
        return Json.read(
                minutes.map(m -> put(path, IdleSpec.of(m))).orElseGet(() -> request("DELETE", path, "")),
                Instance.class);
    }

    /** Keeps an instance from being stopped as idle; not any more when empty. */
    public Instance keepalive(String name, Optional<KeepSpec> spec) {
        String path = Call.path("computes", name, "keepalive");
        return Json.read(spec.map(s -> put(path, s)).orElseGet(() -> request("DELETE", path, "")), Instance.class);
    }

    /** When an instance is started and stopped. */
    public List<Schedule> schedules(String name) {
        return Json.read(get(Call.path("computes", name, "schedules")), new TypeReference<>() {});
    }

    /** Adds a schedule, or puts it in the place of that of the same name. */
    public Schedule schedule(String name, String schedule, ScheduleSpec spec) {
        return Json.read(put(Call.path("computes", name, "schedules", schedule), spec), Schedule.class);
    }

    /** Decides whether a schedule does anything. */
    public Schedule turnSchedule(String name, String schedule, ScheduleState state) {
        String verb = state == ScheduleState.ENABLED ? "enable" : "disable";
        return Json.read(post(Call.path("computes", name, "schedules", schedule, verb), Map.of()), Schedule.class);
    }

    public void removeSchedule(String name, String schedule) {
        request("DELETE", Call.path("computes", name, "schedules", schedule), "");
    }

    /** What runs in an instance before it counts as running. */
    public List<SetupScript> setupScripts(String name) {
        return Json.read(get(Call.path("computes", name, "setup-scripts")), new TypeReference<>() {});
    }

    /** Takes these from the next run on. */
    public List<SetupScript> setupScripts(String name, SetupScripts scripts) {
        return Json.read(put(Call.path("computes", name, "setup-scripts"), scripts), new TypeReference<>() {});
    }

    public void removeSetupScript(String name, ScriptKind kind) {
        request("DELETE", Call.path("computes", name, "setup-scripts", kind.toString()), "");
    }

    /** What a setup script's last run has put out. */
    public String scriptLog(String name, ScriptKind kind) {
        return get(Call.path("computes", name, "logs") + "?script=" + kind);
    }

    /** The same line by line until the run has ended or {@code more} says no. */
    public void followScriptLog(String name, ScriptKind kind, Predicate<String> more) {
        follow(ROOT + Call.path("computes", name, "logs") + "?script=" + kind + "&follow=1", more);
    }

    /** Where what listens on this port of an instance is opened. */
    public ApplicationAddress application(String name, int port) {
        return Json.read(
                get(Call.path("computes", name, "applications", Integer.toString(port))), ApplicationAddress.class);
    }

    public void delete(String name) {
        request("DELETE", Call.path("computes", name), "");
    }

    /** Deletes an instance though it may not be reached; says what may be left of it, and where. */
    public String forget(String name) {
        return Json.read(request("DELETE", Call.path("computes", name) + "?force=true", ""), Left.class)
                .left();
    }

    private record Left(String left) {}

    /** The key with which the gateway comes to this person's hosts; made when it is first asked for. */
    public SshKey key() {
        return Json.read(get("/ssh-key"), SshKey.class);
    }

    /** Opens a terminal on an instance that runs. */
    public TerminalLink terminal(String name) {
        return Json.read(post(Call.path("computes", name, "terminals"), Map.of()), TerminalLink.class);
    }

    /** Submits a job. */
    public Job submit(JobSpec spec) {
        return Json.read(post("/jobs", spec), Job.class);
    }

    public List<Job> jobs() {
        return Json.read(get("/jobs"), new TypeReference<>() {});
    }

    public Job job(String name) {
        return Json.read(get(Call.path("jobs", name)), Job.class);
    }

    public Job cancel(String name) {
        return Json.read(post(Call.path("jobs", name, "cancel"), Map.of()), Job.class);
    }

    /** A job's output as it is now. */
    public String log(String name) {
        return get(Call.path("jobs", name, "logs"));
    }

    /** A job's output line by line until the job has ended or {@code more} says no. */
    public void followLog(String name, Predicate<String> more) {
        follow(ROOT + Call.path("jobs", name, "logs") + "?follow=1", more);
    }

    public List<Datastore> datastores() {
        return Json.read(get("/datastores"), new TypeReference<>() {});
    }

    public Datastore datastore(String name) {
        return Json.read(get(Call.path("datastores", name)), Datastore.class);
    }

    public Datastore createDatastore(String name, DatastoreSpec spec) {
        return Json.read(put(Call.path("datastores", name), spec), Datastore.class);
    }

    public void deleteDatastore(String name) {
        request("DELETE", Call.path("datastores", name), "");
    }

    /** Mounts a datastore; comes back when it is mounted. */
    public Mount mount(String instance, String name, MountSpec spec) {
        return Json.read(put(Call.path("computes", instance, "mounts", name), spec), Mount.class);
    }

    public List<Mount> mounts() {
        return Json.read(get("/mounts"), new TypeReference<>() {});
    }

    public void unmount(String instance, String name) {
        request("DELETE", Call.path("computes", instance, "mounts", name), "");
    }

    public List<AccessToken> tokens() {
        return Json.read(get("/tokens"), new TypeReference<>() {});
    }

    /** Makes a token; the answer alone has it. */
    public AccessToken createToken(TokenSpec spec) {
        return Json.read(post("/tokens", spec), AccessToken.class);
    }

    /** @param token its name or its id */
    public void revokeToken(String token) {
        request("DELETE", Call.path("tokens", token), "");
    }

    public List<Person> people() {
        return Json.read(get("/people"), new TypeReference<>() {});
    }

    public Person addPerson(String name, PersonRole role) {
        return Json.read(put(Call.path("people", name), PersonSpec.of(role)), Person.class);
    }

    public Person setRole(String name, PersonRole role) {
        return Json.read(put(Call.path("people", name, "role"), PersonSpec.of(role)), Person.class);
    }

    public void removePerson(String name) {
        request("DELETE", Call.path("people", name), "");
    }

    /** What happened after the event {@code after}, oldest first, for as long as {@code more} says yes. */
    public void events(long after, Predicate<Event> more) {
        events(after, more, () -> true);
    }

    /** @param goOn asked at the stream's heartbeats too, so that a wait can end though nothing happens */
    public void events(long after, Predicate<Event> more, BooleanSupplier goOn) {
        follow(
                ROOT + "/events?after=" + after,
                line -> goOn.getAsBoolean()
                        && (!line.startsWith("data:")
                                || more.test(Json.read(line.substring("data:".length()), Event.class))));
    }

    /** The number of the newest event: what follows it is news. */
    public long newestEvent() {
        return Json.read(get("/events/newest"), Long.class);
    }

    private String get(String path) {
        return request("GET", path, "");
    }

    private String put(String path, Object body) {
        return request("PUT", path, Json.write(body));
    }

    private String post(String path, Object body) {
        return request("POST", path, Json.write(body));
    }

    private String request(String method, String path, String body) {
        return answer(new Call(method, ROOT + path, Map.of(), body));
    }

    private String answer(Call call) {
        try {
            return accepted(sender.send(call)).body();
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void follow(String path, Predicate<String> more) {
        try {
            accepted(transport.follow(Call.get(path), more));
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static Transport.Response accepted(Transport.Response response) {
        if (response.status() >= 400) {
            throw problem(response).asException();
        }
        return response;
    }

    private static Problem problem(Transport.Response response) {
        try {
            return Json.read(response.body(), Problem.class);
        } catch (ProblemException e) {
            return Problem.of(
                    response.status(), "gateway-error", "The gateway answered with status " + response.status() + ".");
        }
    }

    private ProblemException unreachable(IOException e) {
        return new ProblemException(
                Problem.of(
                        503,
                        "gateway-unreachable",
                        "No gateway answers at " + transport.target() + ".",
                        "Start it with: ./atelier up"),
                e);
    }

    private static ProblemException interrupted(Exception e) {
        Thread.currentThread().interrupt();
        return new ProblemException(Problem.of(499, "interrupted", "Interrupted while waiting for the gateway."), e);
    }
}

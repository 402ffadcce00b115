package dev.atelier.gateway.rest;

import dev.atelier.api.Job;
import dev.atelier.api.JobSpec;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.job.JobRecord;
import dev.atelier.gateway.job.Jobs;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Jobs. */
public final class JobRoutes {
    private static final String ONE = "/atelier/v1/jobs/{name}";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final long MAX_SUBMISSION = 4 << 20;

    private final Jobs jobs;

    public JobRoutes(Jobs jobs) {
        this.jobs = jobs;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/atelier/v1/jobs", Permission.READ, this::list)
                        .says("All jobs, everybody's.")
                        .givesEach(200, Job.class),
                Route.call(Method.POST, "/atelier/v1/jobs", Permission.CONTRIBUTE, this::submit)
                        .withMaxBody(MAX_SUBMISSION)
                        .says("Submits a job: a script of the share, or the text of one.")
                        .takes(JobSpec.class)
                        .gives(201, Job.class),
                Route.call(
                                Method.GET,
                                ONE,
                                Permission.READ,
                                r -> Reply.json(jobs.require(r.variable("name")).shown()))
                        .says("One job.")
                        .gives(200, Job.class),
                Route.call(Method.POST, ONE + "/cancel", Permission.CONTRIBUTE, this::cancel)
                        .says("Cancels a job, whether it waits or runs.")
                        .gives(202, Job.class),
                Route.call(Method.GET, ONE + "/logs", Permission.READ, this::logs)
                        .says("What a job has put out.")
                        .query("follow", "Any value: go on until the job ends.")
                        .gives(200, new Description.Content.Text()));
    }

    private Reply list(Request request) {
        return Reply.json(jobs.all().stream().map(JobRecord::shown).toList());
    }

    private Reply submit(Request request) throws IOException, InterruptedException {
        JobSpec spec = StrictJson.read(request, JobSpec.class);
        JobRecord job = jobs.submit(request.who(), spec, request.header("Idempotency-Key"));
        return Reply.created("/atelier/v1/jobs/" + job.name(), job.shown());
    }

    private Reply cancel(Request request) {
        return Reply.json(
                202, jobs.cancel(request.who(), request.variable("name")).shown());
    }

    private Reply logs(Request request) throws IOException {
        JobRecord job = jobs.require(request.variable("name"));
        if (request.query("follow").isEmpty()) {
            return new Reply.Bytes(200, PLAIN, jobs.files().log(job), Map.of());
        }
        return new Reply.Live(
                200,
                PLAIN,
                out -> jobs.files()
                        .follow(job, out, () -> jobs.require(job.name()).state().ended()),
                Map.of());
    }
}

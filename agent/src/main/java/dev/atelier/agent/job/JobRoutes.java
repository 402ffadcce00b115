package dev.atelier.agent.job;

import dev.atelier.agent.http.Answer;
import dev.atelier.agent.http.Request;
import dev.atelier.agent.http.Router;
import java.time.Duration;

/** The routes for jobs and for commands that somebody waits for. */
public final class JobRoutes {
    private static final double LONGEST_WAIT_SECONDS = 300;

    private final Jobs jobs;
    private final Execution execution;

    public JobRoutes(Jobs jobs, Execution execution) {
        this.jobs = jobs;
        this.execution = execution;
    }

    public void addTo(Router router) {
        router.on(
                        "GET",
                        "/agent/v1/jobs",
                        request -> Answer.json(
                                200, jobs.all().stream().map(Job::model).toList()))
                .on("PUT", "/agent/v1/jobs/{id}", this::run)
                .on("GET", "/agent/v1/jobs/{id}", this::show)
                .on("DELETE", "/agent/v1/jobs/{id}", this::forget)
                .on("POST", "/agent/v1/jobs/{id}/cancel", this::cancel)
                .on(
                        "POST",
                        "/agent/v1/exec",
                        request -> Answer.json(200, execution.run(request.json(Execution.Command.class))));
    }

    private Answer run(Request request) {
        String id = request.variable("id");
        boolean known = jobs.knows(id);
        Job job = jobs.run(id, request.json(JobSpec.class));
        return Answer.json(known ? 200 : 201, job.model());
    }

    private Answer show(Request request) throws InterruptedException {
        Job job = jobs.find(request.variable("id"));
        double seconds = Math.min(request.number("wait").orElse(0.0), LONGEST_WAIT_SECONDS);
        job.await(Duration.ofMillis((long) (seconds * 1000)));
        return Answer.json(200, job.model());
    }

    private Answer forget(Request request) {
        jobs.forget(request.variable("id"));
        return Answer.empty(204);
    }

    private Answer cancel(Request request) {
        jobs.cancel(request.variable("id"));
        return Answer.empty(202);
    }
}

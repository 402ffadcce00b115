package dev.atelier.gateway.rest;

import dev.atelier.gateway.compute.IdleRules;
import dev.atelier.gateway.compute.Usages;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.job.JobFiles;
import dev.atelier.gateway.job.Jobs;
import dev.atelier.gateway.jupyter.Kernels;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The real gate before the routes of instances, their sizes and idle times, with a {@link World} behind them. */
final class ComputeDoor implements AutoCloseable {
    final World world;
    private final Jobs jobs;
    private final Gate gate;

    ComputeDoor(Path folder, GateConfig config) throws IOException {
        world = new World(folder);
        Share share = new Share(Files.createDirectories(folder.resolve("share")));
        jobs = new Jobs(
                world.database, world.events, world.instances, world.computes, world.agents, new JobFiles(share));
        ComputeRoutes computes = new ComputeRoutes(
                world.computes,
                world.attachments,
                new Usages(world.computes, world.agents),
                world.idle,
                world.schedules,
                new Kernels(world.database, world.computes, world.agents),
                jobs);
        IdleRules idle = new IdleRules(world.instances, world.computes, world.idle, world.quotas);
        gate = new Gate(
                config,
                Routes.of(List.of(
                        computes.routes(),
                        new ResizeRoutes(world.resizes, computes::shown).routes(),
                        new SizeRoutes(world.pools, world.quotas).routes(),
                        new IdleRoutes(idle, computes::shown).routes())),
                new People(world.database));
        gate.start();
    }

    HttpResponse<String> send(String who, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + path))
                .header("Authorization", "token token-of-" + who)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return world.http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        gate.close();
        jobs.close();
        world.close();
    }
}

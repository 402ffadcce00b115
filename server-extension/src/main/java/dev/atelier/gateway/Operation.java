package dev.atelier.gateway;

import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.compute.Usages;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.Observer;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.job.Jobs;
import dev.atelier.gateway.jupyter.Kernels;
import dev.atelier.gateway.operation.Health;
import dev.atelier.gateway.operation.Metrics;
import dev.atelier.gateway.operation.MetricsToken;
import dev.atelier.gateway.operation.OperationRoutes;
import dev.atelier.gateway.operation.RequestLog;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.store.Database;
import dev.atelier.gateway.store.Reserve;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an operator's systems see of the gateway's parts. */
final class Operation implements AutoCloseable {
    private final Options options;
    private final Metrics metrics = new Metrics();

    Operation(Options options, Database database) {
        this.options = options;
        database.afterAnswer(metrics::storeAnswered);
    }

    Authenticator authenticator(Authenticator people) {
        return options.metricsTokenFile
                .map(file -> MetricsToken.besides(people, file))
                .orElse(people);
    }

    Observer observer() {
        return options.logFormat == Options.LogFormat.JSON ? Observer.both(metrics, new RequestLog()) : metrics;
    }

    List<Route> routes(Share share, Database database, Agents agents) {
        Health health = new Health(List.of(
                new Health.Check(() -> answers(database), "The store does not answer."),
                new Health.Check(
                        () -> share.isThere() && Files.isWritable(share.root()),
                        "The share is not there, or can't be written."),
                new Health.Check(
                        () -> agents.of(Computes.LOCAL).isPresent(),
                        "The agent of this computer's own instance has not been found yet.")));
        return new OperationRoutes(health, metrics).routes();
    }

    void figures(Gate gate, Kernels kernels, Computes computes, Usages usages, Jobs jobs) {
        new InstanceFigures(usages).addTo(metrics);
        metrics.gauge("atelier.websockets.open", "WebSockets that are open", gate::openSockets);
        metrics.gauge("atelier.kernels", "Kernels that the gateway knows", kernels::count);
        metrics.states(
                "atelier.instances",
                "Instances",
                words(InstanceState.values()),
                () -> computes.all().stream()
                        .map(InstanceRecord::state)
                        .collect(Collectors.groupingBy(InstanceState::toString, Collectors.counting())));
        metrics.states(
                "atelier.jobs",
                "Jobs",
                words(JobState.values()),
                () -> jobs.counts().entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue)));
    }

    void figures(Reserve reserve) {
        metrics.gauge(
                "atelier.reserve.bytes",
                "Room on the disk of ATELIER_HOME that is kept for stops and deletions; 0 when it has been given up",
                reserve::bytes);
    }

    private static boolean answers(Database database) {
        return database.<Integer>read(
                        h -> h.createQuery("SELECT 1").mapTo(Integer.class).one())
                == 1;
    }

    private static List<String> words(Enum<?>[] values) {
        return Stream.of(values).map(Enum::toString).toList();
    }

    @Override
    public void close() {
        metrics.close();
    }
}

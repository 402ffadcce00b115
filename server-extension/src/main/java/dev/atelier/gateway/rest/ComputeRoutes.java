package dev.atelier.gateway.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.atelier.api.Instance;
import dev.atelier.api.InstanceFile;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.SshKey;
import dev.atelier.api.Usage;
import dev.atelier.gateway.compute.Attachments;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.IdleWatch;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.compute.ScheduleWatch;
import dev.atelier.gateway.compute.Usages;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.job.Jobs;
import dev.atelier.gateway.jupyter.Kernels;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Instances. */
public final class ComputeRoutes {
    private static final String ONE = "/atelier/v1/computes/{name}";

    private final Computes computes;
    private final Attachments attachments;
    private final Usages usages;
    private final IdleWatch idle;
    private final ScheduleWatch schedules;
    private final Kernels kernels;
    private final Jobs jobs;

    public ComputeRoutes(
            Computes computes,
            Attachments attachments,
            Usages usages,
            IdleWatch idle,
            ScheduleWatch schedules,
            Kernels kernels,
            Jobs jobs) {
        this.computes = computes;
        this.attachments = attachments;
        this.usages = usages;
        this.idle = idle;
        this.schedules = schedules;
        this.kernels = kernels;
        this.jobs = jobs;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(
                                Method.GET,
                                "/atelier/v1/ssh-key",
                                Permission.CONTRIBUTE,
                                r -> Reply.json(attachments.key(r.who())))
                        .says("The public key with which the gateway comes to your hosts; the first time, it is made.")
                        .gives(200, SshKey.class),
                Route.call(Method.GET, "/atelier/v1/computes", Permission.READ, this::list)
                        .says("All instances, everybody's; without their container, which is told of one alone.")
                        .givesEach(200, Instance.class),
                Route.call(Method.GET, ONE, Permission.READ, this::one)
                        .says("One instance.")
                        .gives(200, Instance.class),
                Route.call(Method.GET, ONE + "/usage", Permission.READ, r -> Reply.json(usages.of(r.variable("name"))))
                        .says("What a running instance uses now.")
                        .gives(200, Usage.class),
                Route.call(Method.PUT, ONE, Permission.CONTRIBUTE, this::create)
                        .says(
                                "Creates an instance, yours or the person's whom create_on_behalf_of names, or attaches the host that the field ssh names; asked again for the same, it changes nothing.")
                        .takes(InstanceSpec.class)
                        .gives(200, Instance.class)
                        .gives(202, Instance.class),
                Route.call(Method.POST, ONE + "/start", Permission.CONTRIBUTE, r -> changed(r, computes::start))
                        .says("Starts an instance.")
                        .gives(202, Instance.class),
                Route.call(Method.POST, ONE + "/stop", Permission.CONTRIBUTE, r -> changed(r, computes::stop))
                        .says("Stops an instance; its files stay, its kernels and jobs end.")
                        .gives(202, Instance.class),
                Route.call(Method.POST, ONE + "/restart", Permission.CONTRIBUTE, r -> changed(r, computes::restart))
                        .says("Stops an instance and starts it again.")
                        .gives(202, Instance.class),
                Route.call(Method.DELETE, ONE, Permission.CONTRIBUTE, this::delete)
                        .says(
                                "Deletes an instance. Of one that is forgotten by force, left says what may stay where nobody can be reached.")
                        .query(
                                "force",
                                "true: where it cannot be reached, forget it all the same. What is left of it is removed as soon as it can be reached; an attached host is asked for nothing any more.")
                        .gives(202, Map.class));
    }

    private Reply one(Request request) throws InterruptedException {
        InstanceRecord instance = computes.require(request.variable("name"));
        return Reply.json(shown(instance).withContainer(computes.containerOf(instance)));
    }

    private Reply list(Request request) {
        return Reply.json(computes.all().stream().map(this::shown).toList());
    }

    /** From JSON, or from a file in Azure ML's YAML, whose name does not count beside that in the path. */
    private Reply create(Request request) throws IOException, InterruptedException {
        if (FileRoutes.isYaml(request)) {
            InstanceFile file = FileRoutes.read(request);
            InstanceRecord made = make(request, file.spec());
            return Reply.json(status(made), new FromFile(shown(made), file.warnings()));
        }
        InstanceRecord made = make(request, StrictJson.read(request, InstanceSpec.class));
        return Reply.json(status(made), shown(made));
    }

    /** The instance, and besides what of its file nothing is done about. */
    private record FromFile(@JsonUnwrapped Instance instance, List<String> warnings) {}

    private InstanceRecord make(Request request, InstanceSpec spec) throws IOException, InterruptedException {
        return spec.ssh().isPresent()
                ? attachments.attach(request.who(), request.variable("name"), spec)
                : computes.create(request.who(), request.variable("name"), spec);
    }

    private static int status(InstanceRecord made) {
        return made.state().settled() ? 200 : 202;
    }

    private Reply changed(Request request, BiFunction<Principal, String, InstanceRecord> change) {
        return Reply.json(202, shown(change.apply(request.who(), request.variable("name"))));
    }

    private Reply delete(Request request) throws IOException {
        if (request.query("force").filter("true"::equals).isPresent()) {
            String left = attachments.forget(request.who(), request.variable("name"));
            return Reply.json(202, Map.of("left", left));
        }
        computes.delete(request.who(), request.variable("name"));
        return Reply.json(202, Map.of());
    }

    public Instance shown(InstanceRecord instance) {
        return instance.shown(
                computes.gpusOf(instance),
                kernels.countOn(instance.name()),
                jobs.liveOn(instance.name()),
                idle.outlook(instance),
                schedules.outlook(instance));
    }
}

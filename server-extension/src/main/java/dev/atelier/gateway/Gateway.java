package dev.atelier.gateway;

import dev.atelier.api.GatewayStatus;
import dev.atelier.api.Timestamps;
import dev.atelier.api.client.Gateways;
import dev.atelier.gateway.application.Applications;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Attachments;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.GpuStore;
import dev.atelier.gateway.compute.Housekeeping;
import dev.atelier.gateway.compute.IdleRules;
import dev.atelier.gateway.compute.IdleWatch;
import dev.atelier.gateway.compute.InstanceStore;
import dev.atelier.gateway.compute.Pools;
import dev.atelier.gateway.compute.Providers;
import dev.atelier.gateway.compute.QuotaBook;
import dev.atelier.gateway.compute.Reconciler;
import dev.atelier.gateway.compute.Resizes;
import dev.atelier.gateway.compute.ScheduleWatch;
import dev.atelier.gateway.compute.Schedules;
import dev.atelier.gateway.compute.Setups;
import dev.atelier.gateway.compute.Specs;
import dev.atelier.gateway.compute.Usages;
import dev.atelier.gateway.config.ConfigFile;
import dev.atelier.gateway.datastore.Datastores;
import dev.atelier.gateway.datastore.MountKeeper;
import dev.atelier.gateway.datastore.Vault;
import dev.atelier.gateway.doctor.Doctor;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.http.DirectCalls;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.LoginRoutes;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.identity.Roster;
import dev.atelier.gateway.identity.Tokens;
import dev.atelier.gateway.job.JobFiles;
import dev.atelier.gateway.job.Jobs;
import dev.atelier.gateway.jupyter.JupyterRoutes;
import dev.atelier.gateway.jupyter.KernelDeaths;
import dev.atelier.gateway.jupyter.KernelSpecs;
import dev.atelier.gateway.jupyter.Kernels;
import dev.atelier.gateway.jupyter.Sessions;
import dev.atelier.gateway.jupyter.Terminals;
import dev.atelier.gateway.nbconvert.NbconvertRoutes;
import dev.atelier.gateway.once.Once;
import dev.atelier.gateway.provider.AllowedFolders;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.docker.DockerProvider;
import dev.atelier.gateway.provider.docker.Engines;
import dev.atelier.gateway.provider.local.LocalProvider;
import dev.atelier.gateway.provider.local.Toolbox;
import dev.atelier.gateway.provider.ssh.SshProvider;
import dev.atelier.gateway.provider.toolbox.Programs;
import dev.atelier.gateway.relay.Dialer;
import dev.atelier.gateway.relay.InstanceCalls;
import dev.atelier.gateway.relay.KernelChannels;
import dev.atelier.gateway.relay.TerminalChannels;
import dev.atelier.gateway.relay.WarmUp;
import dev.atelier.gateway.rest.ComputeRoutes;
import dev.atelier.gateway.rest.DatastoreRoutes;
import dev.atelier.gateway.rest.DoctorRoutes;
import dev.atelier.gateway.rest.DocumentRoutes;
import dev.atelier.gateway.rest.EventRoutes;
import dev.atelier.gateway.rest.FileRoutes;
import dev.atelier.gateway.rest.GatewayRoutes;
import dev.atelier.gateway.rest.IdleRoutes;
import dev.atelier.gateway.rest.JobRoutes;
import dev.atelier.gateway.rest.KernelRoutes;
import dev.atelier.gateway.rest.PeopleRoutes;
import dev.atelier.gateway.rest.ResizeRoutes;
import dev.atelier.gateway.rest.ScheduleRoutes;
import dev.atelier.gateway.rest.SetupRoutes;
import dev.atelier.gateway.rest.SizeRoutes;
import dev.atelier.gateway.rest.TerminalRoutes;
import dev.atelier.gateway.rest.TokenRoutes;
import dev.atelier.gateway.setup.ScriptLogs;
import dev.atelier.gateway.setup.ScriptRunner;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.store.Database;
import dev.atelier.gateway.store.Reserve;
import dev.atelier.gateway.tls.Certificates;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** All the gateway's parts, made and tied together; they are closed in the opposite order. */
final class Gateway implements AutoCloseable {
    private final Instant started = Timestamps.now();
    private final CompletableFuture<GatewayRoutes.Leaving> end = new CompletableFuture<>();
    private final Path share;
    private final ConfigFile file;
    private final Reserve reserve;
    private final Database database;
    private final Computes computes;
    private final Reconciler reconciler;
    private final Pools pools;
    private final IdleWatch idle;
    private final ScheduleWatch schedules;
    private final Housekeeping housekeeping;
    private final MountKeeper mounts;
    private final Optional<SshProvider> hosts;
    private final Optional<Engines> engines;
    private final WarmUp warmUp;
    private final Kernels kernels;
    private final Jobs jobs;
    private final Dialer dialer;
    private final GateConfig config;
    private final Operation operation;
    private final Routes routes;
    private final Applications applications;
    private final Gate gate;

    Gateway(Options options, Home home, Path share, GateConfig config) throws IOException {
        this(options, home, share, config, IdleWatch.Pace.standard());
    }

    Gateway(Options options, Home home, Path share, GateConfig config, IdleWatch.Pace pace) throws IOException {
        this.share = share;
        this.config = config;
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        file = ConfigFile.open(options.config, home.folder());
        Settings settings = new Settings(options, file);
        Toolbox toolbox = ToolboxOptions.toolbox(options, settings);

        reserve = new Reserve(home.folder().resolve("reserve"));
        database = Database.open(home.folder().resolve("atelier.db"), Optional.of(reserve));
        operation = new Operation(options, database);
        EventLog events = new EventLog(database);
        People people = new People(database);
        String owner = System.getProperty("user.name");
        people.admit(owner, Role.OWNER, home.token());

        InstanceStore instances = new InstanceStore(database, events);
        Share files = new Share(share);
        List<Provider> kinds = new ArrayList<>();
        AllowedFolders folders = new AllowedFolders(home.folder(), settings.datastoreFolders());
        kinds.add(new LocalProvider(home.folder(), share, toolbox, folders, http));
        if (options.programs.isPresent()) {
            Programs programs = ToolboxOptions.programs(options, settings, options.programs.orElseThrow());
            kinds.add(new DockerProvider(
                    home.folder(),
                    share,
                    programs,
                    folders,
                    () -> file.current().terms(),
                    new GpuStore(database),
                    http));
            hosts = Optional.of(new SshProvider(home.folder(), share, programs, settings::networks, http));
            engines = Optional.of(new Engines(
                    home.folder(),
                    share,
                    programs,
                    () -> file.current().terms(),
                    http,
                    () -> file.current().engines(),
                    instances::isUsed));
        } else {
            hosts = Optional.empty();
            engines = Optional.empty();
        }
        hosts.ifPresent(kinds::add);
        engines.ifPresent(Engines::start);
        Providers providers = new Providers(
                kinds, () -> engines.map(Engines::providers).orElse(List.of()), settings.defaultProvider());
        Agents agents = new Agents(http);
        ScriptLogs scriptLogs = new ScriptLogs(files);
        reconciler = new Reconciler(instances, providers, agents, new ScriptRunner(instances.scripts(), scriptLogs));
        housekeeping = new Housekeeping(providers);
        pools = new Pools(database, providers);
        QuotaBook quotas =
                new QuotaBook(instances, providers, () -> file.current().bounds());
        computes = new Computes(instances, providers, agents, reconciler, quotas, people);
        Usages usages = new Usages(computes, agents);
        Datastores datastores =
                new Datastores(database, events, Vault.open(home.folder().resolve("vault.json")), computes);
        mounts = new MountKeeper(datastores);
        jobs = new Jobs(database, events, instances, computes, agents, new JobFiles(files));
        kernels = new Kernels(database, computes, agents);
        KernelSpecs specs = new KernelSpecs(database, computes, agents);
        Sessions sessions = new Sessions(database, kernels);
        KnownUse use = new KnownUse(jobs, kernels, sessions);
        idle = new IdleWatch(instances, agents, reconciler, use, pace);
        schedules = new ScheduleWatch(instances, computes, agents, reconciler, use, pace);
        Terminals terminals = new Terminals(computes, agents);
        dialer = new Dialer();

        KernelChannels channels = new KernelChannels(kernels, dialer);
        warmUp = new WarmUp(agents, channels, people, home.token(), http, options.warmUp);
        JupyterRoutes jupyter = new JupyterRoutes(
                share, specs, kernels, sessions, terminals, channels, new TerminalChannels(terminals, dialer));
        applications = new Applications(config, this::ownPage, this::page, computes, people::holder);
        ComputeRoutes shown = new ComputeRoutes(
                computes, new Attachments(instances, providers, computes), usages, idle, schedules, kernels, jobs);
        Once once = new Once(database);
        Routes api = once.over(Routes.of(List.of(
                new GatewayRoutes(this::status, end::complete).routes(),
                shown.routes(),
                new DoctorRoutes(new Doctor(
                                computes,
                                agents,
                                files,
                                home.folder(),
                                reserve,
                                Main.version(),
                                InstantSource.system(),
                                http))
                        .routes(),
                new FileRoutes(computes, new Specs(instances, computes, quotas)).routes(),
                new SizeRoutes(pools, quotas).routes(),
                new IdleRoutes(new IdleRules(instances, computes, idle, quotas), shown::shown).routes(),
                new ResizeRoutes(new Resizes(instances, providers, computes, quotas), shown::shown).routes(),
                new ScheduleRoutes(new Schedules(instances, computes, schedules)).routes(),
                new SetupRoutes(new Setups(instances, computes), scriptLogs).routes(),
                new JobRoutes(jobs).routes(),
                new DatastoreRoutes(datastores).routes(),
                new KernelRoutes(kernels).routes(),
                new TerminalRoutes(terminals, this::page).routes(),
                applications.api(),
                new EventRoutes(events).routes(),
                new DocumentRoutes(config.basePath()).routes(),
                new TokenRoutes(new Tokens(database, Proof.of(home.token()))).routes(),
                new PeopleRoutes(new Roster(
                                database,
                                Proof.of(home.token()),
                                List.of(instances::belongings, datastores::belongings)))
                        .routes())));
        NbconvertRoutes nbconvert = new NbconvertRoutes(computes, files, config.basePath());
        routes = Routes.of(List.of(
                api.rows(),
                applications.routes(),
                nbconvert.routes(),
                once.over(new Routes(jupyter.routes())).rows(),
                new LoginRoutes(config, people, applications::signedOut).routes(),
                Pages.routes(config, options, home, files, kernels),
                operation.routes(files, database, agents)));
        gate = new Gate(config, routes, operation.authenticator(people), operation.observer(), applications.door());
        operation.figures(gate, kernels, computes, usages, jobs);
        operation.figures(reserve);

        InstanceCalls calls = new InstanceCalls(
                agents,
                computes,
                people,
                new DirectCalls(api, "/atelier/v1/"),
                dialer,
                new KernelDeaths(database, events, kernels));
        agents.onArrival(calls::link);
        agents.onArrival(mounts::arrived);
        agents.onArrival(specs::arrived);
        agents.onArrival(warmUp::arrived);
        reconciler.afterStop(datastores::released);
        reconciler.afterStop(kernels::stopped);
        reconciler.afterStop(terminals::stopped);
        jobs.resume(); // before anybody can submit (again)
        kernels.resume();
        if (options.port.isPresent()) {
            gate.start();
        } else {
            gate.startNear();
        }
        computes.ensureLocal(owner);
        reconciler.start();
        housekeeping.start();
        nbconvert.start();
        pools.start();
        idle.start();
        schedules.start();
        reserve.start();
        applications.start();
    }

    int port() {
        return gate.port();
    }

    private String ownPage() {
        return FrontDoor.pageUrl(config, port());
    }

    /** The gateway's address for the person who asks: where they ask, or where their browser last was. */
    private String page(Request request) {
        String origin = request.origin().isEmpty()
                ? gate.lastOrigin(request.who().person()).orElse("")
                : request.origin();
        return FrontDoor.isOfThisComputerAlone(origin) ? ownPage() : origin;
    }

    Routes routes() {
        return routes;
    }

    Gateways.Running running() {
        return new Gateways.Running(
                FrontDoor.ownUrl(gate.ownAddress()),
                ProcessHandle.current().pid(),
                share.toString(),
                started,
                Optional.of(FrontDoor.pageUrl(config, gate.port())));
    }

    /** Completed when somebody asks the gateway to end. */
    CompletableFuture<GatewayRoutes.Leaving> end() {
        return end;
    }

    /** Ends all that runs on the instances; they are wanted still, and the next gateway starts them. */
    void stopInstances() throws InterruptedException {
        idle.close(); // what is ended here is wanted still
        schedules.close();
        reconciler.close();
        jobs.close(); // else the next one in the queue would take its turn while the others are being ended
        computes.stopAll();
        pools.empty();
    }

    private GatewayStatus status() {
        int liveJobs =
                computes.all().stream().mapToInt(i -> jobs.liveOn(i.name())).sum();
        return new GatewayStatus(
                Main.version(),
                ProcessHandle.current().pid(),
                started,
                share.toString(),
                computes.all().size(),
                kernels.count(),
                liveJobs);
    }

    @Override
    public void close() {
        gate.close();
        applications.close();
        file.close();
        config.door().certificates().ifPresent(Certificates::close);
        operation.close();
        idle.close();
        schedules.close();
        pools.close();
        housekeeping.close();
        mounts.close();
        warmUp.close();
        kernels.close();
        reconciler.close();
        jobs.close();
        dialer.close();
        hosts.ifPresent(SshProvider::close);
        engines.ifPresent(Engines::close);
        reserve.close();
        database.close();
    }
}

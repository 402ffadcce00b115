package dev.atelier.gateway.provider;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.Size;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Instances that exist in this process alone; each step can be made to fail or to wait. */
public final class MemoryProvider implements Provider, DatastoreMounts, Generations, Resizable, Spares, AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> places = ConcurrentHashMap.newKeySet();
    private final Map<String, FakeAgent> agents = new ConcurrentHashMap<>();
    /** What was given up, by name and generation. */
    private final Set<String> leftovers = ConcurrentHashMap.newKeySet();

    private final Map<String, DatastoreSpec> mounts = new ConcurrentHashMap<>();
    private final Map<String, Exception> failures = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
    private final Map<String, Integer> spares = new ConcurrentHashMap<>();
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<String> overlaps = new CopyOnWriteArrayList<>();

    /** Lets a step ({@code start}, {@code mount}, …) fail from now on. */
    public void fail(String step, Exception with) {
        failures.put(step, with);
    }

    public void heal(String step) {
        failures.remove(step);
    }

    /** Lets a step wait until {@link #release}. */
    public void hold(String step) {
        holds.put(step, new CountDownLatch(1));
    }

    public void release(String step) {
        holds.remove(step).countDown();
    }

    public List<String> steps() {
        return List.copyOf(steps);
    }

    /** Steps that were asked for while another was under way on the same instance. */
    public List<String> overlaps() {
        return List.copyOf(overlaps);
    }

    public boolean exists(String name) {
        return places.contains(name);
    }

    /** What was given up and is there still: {@code box-1}. */
    public Set<String> leftovers() {
        return Set.copyOf(leftovers);
    }

    public FakeAgent agent(String name) {
        return agents.get(name);
    }

    public Set<String> mounted() {
        return Set.copyOf(mounts.keySet());
    }

    /** The agent dies, as a crash ends it. */
    public void crash(String name) {
        agents.remove(name).close();
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T step(String step, Place place, Work<T> work) throws IOException, InterruptedException {
        AtomicInteger here = busy.computeIfAbsent(place.name(), n -> new AtomicInteger());
        if (here.incrementAndGet() > 1) {
            overlaps.add(step + " " + place.name());
        }
        try {
            steps.add(step + " " + place.name());
            CountDownLatch hold = holds.get(step);
            if (hold != null && !hold.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody released " + step);
            }
            Thread.sleep(1); // a step takes its time, in which another may come
            Exception failure = failures.get(step);
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            return work.run();
        } finally {
            here.decrementAndGet();
        }
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public List<Size> sizes() {
        return List.of(
                new Size("small", name(), 1, 1L << 30, 0, "One core."),
                new Size("large", name(), 2, 2L << 30, 0, "Two."));
    }

    @Override
    public boolean keep(Map<String, Integer> wanted) throws IOException {
        steps.add("keep " + wanted);
        if (failures.get("keep") instanceof IOException e) {
            throw e;
        }
        spares.keySet().retainAll(wanted.keySet());
        spares.putAll(wanted);
        return false;
    }

    @Override
    public Map<String, Integer> ready() {
        return Map.copyOf(spares);
    }

    @Override
    public void prepare(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        step("prepare", place, () -> places.add(place.name()));
    }

    @Override
    public AgentAddress start(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        return step("start", place, () -> {
            places.add(place.name());
            progress.accept("starting its agent");
            if (!agents.containsKey(place.name())) {
                agents.put(place.name(), new FakeAgent());
            }
            return agents.get(place.name()).address();
        });
    }

    @Override
    public Optional<AgentAddress> find(Place place) throws IOException, InterruptedException {
        if (failures.get("find") instanceof IOException failure) {
            throw failure;
        }
        Optional<AgentAddress> address =
                Optional.ofNullable(agents.get(place.name())).map(FakeAgent::address);
        if (address.isPresent()) {
            new AgentClient(address.orElseThrow(), http).status();
        }
        return address;
    }

    @Override
    public void stop(Place place) throws IOException, InterruptedException {
        step("stop", place, () -> {
            Optional.ofNullable(agents.remove(place.name())).ifPresent(FakeAgent::close);
            return null;
        });
    }

    @Override
    public void remove(Place place) throws IOException, InterruptedException {
        step("remove", place, () -> {
            if (agents.containsKey(place.name())) {
                throw Problem.of(409, "still-running", place.name() + " runs.").asException();
            }
            return places.remove(place.name());
        });
    }

    @Override
    public void requireResizable(Place stopped) throws IOException, InterruptedException {
        step("look", stopped, () -> null);
    }

    @Override
    public String elsewhere(Place place) {
        return "the memory of " + generation(place);
    }

    private static String generation(Place place) {
        return place.name() + "-" + place.generation();
    }

    @Override
    public void giveUp(Place place) {
        Optional.ofNullable(agents.remove(place.name())).ifPresent(FakeAgent::close);
        if (places.remove(place.name())) {
            leftovers.add(generation(place));
        }
    }

    @Override
    public void removeGivenUp(Place place) throws IOException, InterruptedException {
        step("remove given up", place, () -> leftovers.remove(generation(place)));
    }

    @Override
    public Inside inside(Place place) {
        return new Inside(Path.of("/inside"), Path.of("/nowhere/bin/python"), Path.of("java"));
    }

    @Override
    public Path mountPoint(Place place, String mount) {
        return Path.of("/mnt", place.name(), mount);
    }

    @Override
    public void check(DatastoreSpec datastore) throws IOException, InterruptedException {
        step("check", new Place("datastore", "", "", Optional.empty(), Optional.empty(), 0), () -> null);
    }

    @Override
    public void mount(Place place, String mount, DatastoreSpec datastore, Access access)
            throws IOException, InterruptedException {
        step("mount", place, () -> mounts.put(place.name() + "/" + mount, datastore));
    }

    @Override
    public void unmount(Place place, String mount) throws IOException, InterruptedException {
        step("unmount", place, () -> mounts.remove(place.name() + "/" + mount));
    }

    @Override
    public void close() {
        http.close();
        agents.values().forEach(FakeAgent::close);
    }
}

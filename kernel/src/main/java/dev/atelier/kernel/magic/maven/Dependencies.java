package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.NotebookAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** What Maven brought into this kernel's notebook, and how more of it is brought in. One for each kernel. */
final class Dependencies {
    private final ReentrantLock adding = new ReentrantLock();
    private final KernelLibraries kernel = new KernelLibraries();

    /** The versions on the class path, by key. */
    private final Map<String, String> versions = new HashMap<>();

    private Optional<Resolver> resolver = Optional.empty();

    /**
     * What a person asked for.
     *
     * @param dryRun only tell what would be added
     */
    record Request(
            List<Coordinate> artifacts,
            Optional<String> pom,
            Set<String> excluded,
            Resolver.Settings settings,
            boolean sources,
            boolean dryRun) {}

    /**
     * One after another, from whichever shells: two at once could add two versions of the same.
     *
     * @return the jars that are new on the class path
     */
    List<Path> add(Request request, MagicContext context) throws InterruptedException {
        adding.lockInterruptibly();
        try {
            return addInTurn(request, context);
        } finally {
            adding.unlock();
        }
    }

    private List<Path> addInTurn(Request request, MagicContext context) throws InterruptedException {
        long start = System.nanoTime();
        NotebookAccess notebook = context.requireNotebook();
        Resolving resolving = new Resolving(resolver(), context);
        Resolver.Resolution found = resolving.wait(
                new Resolver.Wanted(request.artifacts(), request.pom(), Map.copyOf(versions), request.excluded()),
                request.settings());
        List<String> remarks = new ArrayList<>(found.remarks());
        List<Resolver.Resolved> fresh = fresh(found, remarks);
        List<Path> added = request.dryRun() ? List.of() : put(fresh, notebook);
        resolving.end(summary(fresh, request.dryRun(), System.nanoTime() - start));
        if (request.dryRun()) {
            fresh.forEach(one -> remarks.add("  " + one.coordinate()));
        }
        remarks.forEach(remark -> context.print(remark + "\n"));
        if (request.sources() && !request.dryRun()) {
            fetchSources(fresh, request.settings());
        }
        return added;
    }

    private Resolver resolver() {
        try {
            if (resolver.isEmpty()) {
                resolver = Optional.of(IsolatedLoader.resolver());
            }
            return resolver.get();
        } catch (IOException e) {
            throw new MagicException(
                    "Maven's resolver, a part of this kernel, cannot be read: " + e.getMessage()
                            + ". Install the kernel again.",
                    e);
        }
    }

    /** What is not there yet. What is there in another version stays, and is told. */
    private List<Resolver.Resolved> fresh(Resolver.Resolution found, List<String> remarks) {
        List<Resolver.Resolved> fresh = new ArrayList<>();
        for (Resolver.Resolved one : found.artifacts()) {
            Coordinate coordinate = one.coordinate();
            Optional<String> ours = kernel.version(coordinate);
            Optional<String> there = ours.or(() -> Optional.ofNullable(versions.get(coordinate.key())));
            if (!coordinate.extension().equals("jar")) {
                remarks.add(coordinate + " is no jar; it lies at " + one.file() + ".");
            } else if (there.isEmpty()) {
                fresh.add(one);
            } else if (!there.get().equals(coordinate.version())) {
                remarks.add(coordinate.key() + " is there already in version " + there.get() + ", which stays; "
                        + coordinate.version() + " was not added. "
                        + (ours.isPresent()
                                ? "The kernel itself uses it."
                                : "Restart the kernel and add the other one first to have it."));
            }
        }
        return fresh;
    }

    private List<Path> put(List<Resolver.Resolved> fresh, NotebookAccess notebook) {
        List<Path> added = notebook.addToClassPath(
                fresh.stream().map(Resolver.Resolved::file).toList());
        fresh.forEach(
                one -> versions.put(one.coordinate().key(), one.coordinate().version()));
        return added;
    }

    private static String summary(List<Resolver.Resolved> fresh, boolean dryRun, long nanos) {
        if (fresh.isEmpty()) {
            return "Everything is there already; nothing was added.";
        }
        long bytes =
                fresh.stream().mapToLong(one -> one.file().toFile().length()).sum();
        return String.format(
                Locale.ROOT,
                "%s %d %s (%s) in %.1f s.",
                dryRun ? "Would add" : "Added",
                fresh.size(),
                fresh.size() == 1 ? "jar" : "jars",
                Transfers.size(bytes),
                nanos / 1e9);
    }

    /** For Javadoc, beside the jars of the local repository; nobody waits for them. */
    private void fetchSources(List<Resolver.Resolved> fresh, Resolver.Settings settings) {
        List<Coordinate> direct = fresh.stream()
                .filter(Resolver.Resolved::direct)
                .map(Resolver.Resolved::coordinate)
                .toList();
        if (!direct.isEmpty()) {
            Resolver maven = resolver();
            Thread.ofVirtual().name("maven-sources").start(() -> fetch(maven, direct, settings));
        }
    }

    /** The border to Maven, which nobody asked for this: without sources tooltips say less, and that is all. */
    @SuppressWarnings("CatchThrowable")
    private static void fetch(Resolver maven, List<Coordinate> direct, Resolver.Settings settings) {
        try {
            maven.fetchSources(direct, settings, new Transfers());
        } catch (Throwable e) {
            // Next time, perhaps.
        }
    }
}

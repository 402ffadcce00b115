package dev.atelier.magics.compute;

import dev.atelier.api.ProblemException;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.api.client.Gateways;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Live values for Tab: what the gateway has now; nothing where it does not answer. */
public final class Names {

    private Names() {}

    private static Iterator<String> ask(Function<AtelierClient, List<String>> question) {
        try {
            return question.apply(Gateways.client(System.getenv())).iterator();
        } catch (ProblemException e) {
            System.getLogger(Names.class.getName()).log(System.Logger.Level.DEBUG, "no candidates", e);
            return List.<String>of().iterator();
        }
    }

    /** Instances. */
    public static final class Instances implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ask(c ->
                    c.instances().stream().map(dev.atelier.api.Instance::name).toList());
        }
    }

    /** Sizes. */
    public static final class Sizes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ask(c -> c.sizes().stream()
                    .map(dev.atelier.api.Size::name)
                    .distinct()
                    .toList());
        }
    }

    /** Jobs. */
    public static final class Jobs implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ask(c -> c.jobs().stream().map(dev.atelier.api.Job::name).toList());
        }
    }

    /** Datastores. */
    public static final class Datastores implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ask(c ->
                    c.datastores().stream().map(dev.atelier.api.Datastore::name).toList());
        }
    }

    /** Mounts. */
    public static final class Mounts implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ask(c -> c.mounts().stream()
                    .map(dev.atelier.api.Mount::name)
                    .distinct()
                    .toList());
        }
    }
}

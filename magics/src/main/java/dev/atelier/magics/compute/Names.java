package dev.atelier.magics.compute;

import dev.atelier.api.AccessToken;
import dev.atelier.api.Datastore;
import dev.atelier.api.Instance;
import dev.atelier.api.Job;
import dev.atelier.api.Mount;
import dev.atelier.api.Person;
import dev.atelier.api.Size;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.api.client.Gateways;
import dev.atelier.kernel.magic.MagicContext;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/** Live values for Tab: what the gateway has now; nothing where it does not answer. */
public final class Names {
    /** A person who types waits for this, and so does the kernel's next cell. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private Names() {}

    /** A command whose Tab asks the gateway that its context knows. */
    public static CommandSpec command(Object command, MagicContext context) {
        return CommandSpec.forAnnotatedObject(command, new Factory(context.environment()));
    }

    /** Makes commands as picocli does, and candidates with the environment in which they ask. */
    private record Factory(Map<String, String> environment) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            return Candidates.class.isAssignableFrom(type)
                    ? type.getDeclaredConstructor(Map.class).newInstance(environment)
                    : CommandLine.defaultFactory().create(type);
        }
    }

    /** Names that are asked for when somebody presses Tab. */
    public abstract static class Candidates implements Iterable<String> {
        private final Map<String, String> environment;

        Candidates(Map<String, String> environment) {
            this.environment = environment;
        }

        abstract List<String> names(AtelierClient client);

        @Override
        public Iterator<String> iterator() {
            FutureTask<List<String>> asked = new FutureTask<>(() -> names(Gateways.client(environment)));
            Thread asking = Thread.ofVirtual().start(asked);
            try {
                return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).iterator();
            } catch (TimeoutException | ExecutionException e) {
                System.getLogger(Names.class.getName()).log(System.Logger.Level.DEBUG, "no candidates", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                asking.interrupt();
            }
            return Collections.emptyIterator();
        }
    }

    /** Instances. */
    public static final class Instances extends Candidates {
        Instances(Map<String, String> environment) {
            super(environment);
        }

        @Override
        List<String> names(AtelierClient client) {
            return client.instances().stream().map(Instance::name).toList();
        }
    }

    /** Sizes. */
    public static final class Sizes extends Candidates {
        Sizes(Map<String, String> environment) {
            super(environment);
        }

        @Override
        List<String> names(AtelierClient client) {
            return client.sizes().stream().map(Size::name).distinct().toList();
        }
    }

    /** Who makes instances; hosts that are there already are attached. */
    public static final class Makers extends Candidates {
        Makers(Map<String, String> environment) {
            super(environment);
        }

        @Override
        List<String> names(AtelierClient client) {
            return client.sizes().stream()
                    .filter(size -> !size.family().equals(Size.ATTACHED))
                    .map(Size::provider)
                    .distinct()
                    .toList();
        }
    }

    /** Jobs. */
    public static final class Jobs extends Candidates {
        Jobs(Map<String, String> environment) {
            super(environment);
        }

        @Override
        List<String> names(AtelierClient client) {
            return client.jobs().stream().map(Job::name).toList();
        }
    }

    /** Datastores. */
    public static final class Datastores extends Candidates {
        Datastores(Map<String, String> environment) {
            super(environment);
        }

        @Override
        List<String> names(AtelierClient client) {
            return client.datastores().stream().map(Datastore::name).toList();
        }
    }

    /** Tokens. */
    public static final class Tokens extends Candidates {
        Tokens(Map<String, String> environment) {
            super(environment);
        }

        @Override
        List<String> names(AtelierClient client) {
            return client.tokens().stream().map(AccessToken::name).toList();
        }
    }

    /** People. */
    public static final class People extends Candidates {
        People(Map<String, String> environment) {
            super(environment);
        }

        @Override
        List<String> names(AtelierClient client) {
            return client.people().stream().map(Person::name).toList();
        }
    }

    /** Mounts. */
    public static final class Mounts extends Candidates {
        Mounts(Map<String, String> environment) {
            super(environment);
        }

        @Override
        List<String> names(AtelierClient client) {
            return client.mounts().stream().map(Mount::name).distinct().toList();
        }
    }
}

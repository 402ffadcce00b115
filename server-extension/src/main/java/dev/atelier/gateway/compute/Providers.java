package dev.atelier.gateway.compute;

import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.Size;
import dev.atelier.gateway.provider.Absent;
import dev.atelier.gateway.provider.ContainerImages;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.SizeAliases;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The providers of this gateway. Some come and go while it runs, as the operator's file names engines. */
public final class Providers {
    private final List<Provider> fixed;
    private final Supplier<List<Provider>> further;
    private final Optional<String> preferred;

    /** Without any that come and go. */
    public Providers(List<Provider> all, Optional<String> preferred) {
        this(all, List::of, preferred);
    }

    /**
     * @param fixed there is one at least
     * @param further those that there are by now
     * @param preferred the name of the operator's default; that of an engine on another computer need not be there yet
     * @throws dev.atelier.api.ProblemException {@code unknown-provider}
     */
    public Providers(List<Provider> fixed, Supplier<List<Provider>> further, Optional<String> preferred) {
        this.fixed = List.copyOf(fixed);
        this.further = further;
        this.preferred = preferred;
        preferred.filter(name -> !comesAndGoes(name)).ifPresent(this::named);
    }

    private static boolean comesAndGoes(String name) {
        return name.contains(":"); // kind:engine
    }

    /** All by now. */
    public List<Provider> all() {
        return Stream.concat(fixed.stream(), further.get().stream()).toList();
    }

    public Provider named(String name) {
        return named(all(), name);
    }

    /** The one that made what is there; a {@link GoneProvider} where the operator's file names it no more. */
    Provider behind(InstanceRecord instance) {
        return behind(instance.provider());
    }

    /** The same of what was given up. */
    Provider behind(GivenUpStore.GivenUp leftover) {
        return behind(leftover.provider());
    }

    private Provider behind(String name) {
        return all().stream().filter(p -> p.name().equals(name)).findFirst().orElseGet(() -> new GoneProvider(name));
    }

    private static Provider named(List<Provider> all, String name) {
        return all.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                400,
                                "unknown-provider",
                                "There is no provider “" + name + "”.",
                                "Choose one of: "
                                        + names(all.stream().map(Provider::name).toList()))
                        .asException());
    }

    /** @throws dev.atelier.api.ProblemException {@code unknown-provider}, {@code provider-unavailable} of the operator's default */
    public Provider chosen(Optional<String> name) {
        return name.map(this::named).or(() -> preferred.map(this::preferred)).orElseGet(this::usual);
    }

    private Provider preferred(String name) {
        return all().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                503,
                                "provider-unavailable",
                                "The provider " + name + ", the default here, is not there now.",
                                "The gateway's log says why. Choose another with --provider: "
                                        + names(all().stream()
                                                .map(Provider::name)
                                                .toList()))
                        .asException());
    }

    /** Containers, where they can be made; the first of all else. */
    private Provider usual() {
        return fixed.stream()
                .filter(p -> p instanceof ContainerImages images && images.isReady())
                .findFirst()
                .orElseGet(fixed::getFirst);
    }

    public Size size(Provider provider, Optional<String> name) {
        if (provider.sizes().isEmpty()) {
            throw unavailable(provider).asException();
        }
        if (name.isEmpty()) {
            return provider.sizes().getFirst();
        }
        return provider.sizes().stream()
                .filter(s -> s.name().equals(name.orElseThrow()))
                .findFirst()
                .or(() -> provider instanceof SizeAliases sizes ? sizes.byAlias(name.orElseThrow()) : Optional.empty())
                .orElseThrow(() -> Problem.of(
                                400,
                                "unknown-size",
                                "There is no size “" + name.orElseThrow() + "” with the provider " + provider.name()
                                        + ".",
                                "Choose one of: "
                                        + names(provider.sizes().stream()
                                                .map(Size::name)
                                                .toList()))
                        .asException());
    }

    private static Problem unavailable(Provider provider) {
        Optional<String> absence = provider instanceof Absent absent ? absent.absence() : Optional.empty();
        return Problem.of(
                503,
                "provider-unavailable",
                "The provider " + provider.name() + " can't make instances now: "
                        + absence.orElse("no engine answers it."),
                absence.isPresent()
                        ? "Try again when that is done, or choose another with --provider."
                        : "Start the engine, or choose another with --provider.");
    }

    /**
     * The image that a new instance is made from; empty where the provider makes none from images.
     *
     * @throws dev.atelier.api.ProblemException {@code no-images} where one was named nevertheless
     */
    public Optional<String> image(Provider provider, Optional<String> name) {
        if (provider instanceof ContainerImages images) {
            return Optional.of(name.map(Names::requireImage).orElseGet(images::defaultImage));
        }
        if (name.isPresent()) {
            throw Problem.of(
                            400,
                            "no-images",
                            "The provider " + provider.name()
                                    + " makes no containers, so there is nothing to do with an image.",
                            "Leave --image out, or choose another --provider.")
                    .asException();
        }
        return Optional.empty();
    }

    /**
     * Looks at the image that somebody named for a new instance; one that is there keeps its own, whatever is allowed by now.
     *
     * @throws dev.atelier.api.ProblemException {@code image-not-allowed}
     */
    public void requireAllowed(Provider provider, Optional<String> image) {
        if (provider instanceof ContainerImages images) {
            image.ifPresent(images::requireAllowed);
        }
    }

    private static String names(List<String> names) {
        return names.stream().collect(Collectors.joining(", "));
    }
}

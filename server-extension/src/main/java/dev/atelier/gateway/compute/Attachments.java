package dev.atelier.gateway.compute;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.SshHost;
import dev.atelier.api.SshKey;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.provider.AttachedHosts;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.Provider;
import java.io.IOException;
import java.util.Optional;

/** Hosts that people own become instances, and stop being some. What a person has to decide is asked before anything is made. */
public final class Attachments {
    private final InstanceStore store;
    private final Providers providers;
    private final Computes computes;

    public Attachments(InstanceStore store, Providers providers, Computes computes) {
        this.store = store;
        this.providers = providers;
        this.computes = computes;
    }

    /**
     * Makes an instance of a host, once its key is the accepted one and it lets the person's key in. Again with another key of
     * the same account, it is that key which is accepted from now on.
     */
    public InstanceRecord attach(Principal who, String name, InstanceSpec spec)
            throws IOException, InterruptedException {
        Names.require("instance", name);
        SshHost host = spec.ssh().orElseThrow();
        Provider provider = spec.provider().map(providers::named).orElseGet(this::hosts);
        Optional<InstanceRecord> there = store.find(name);
        there.ifPresent(instance -> computes.requireOwner(who, instance));
        String owner = there.map(InstanceRecord::owner).orElseGet(() -> computes.ownerOfNew(who, name, spec));
        require(provider).check(new Place(name, owner, "", Optional.empty(), Optional.of(host), 0));
        if (there.flatMap(InstanceRecord::ssh)
                .filter(known -> isAnotherKeyOf(known, host))
                .isPresent()) {
            store.accept(name, host);
            return computes.start(who, name);
        }
        return computes.create(who, name, spec.withProvider(Optional.of(provider.name())));
    }

    private static boolean isAnotherKeyOf(SshHost known, SshHost host) {
        return !known.equals(host)
                && known.accepting(host.fingerprint().orElseThrow()).equals(host);
    }

    /**
     * Has an instance deleted though it may not be reached; says what stays. Whose host is a person's own, that is not asked for anything
     * any more.
     */
    public String forget(Principal who, String name) throws IOException {
        InstanceRecord instance = computes.require(name);
        computes.requireOwner(who, instance);
        if (!(computes.providerOf(instance) instanceof AttachedHosts hosts)) {
            return computes.forget(who, name);
        }
        computes.delete(who, name); // first, so that nothing is started there any more
        return hosts.forget(instance.place());
    }

    /** The key with which the gateway comes to this person's hosts. */
    public SshKey key(Principal who) throws IOException {
        return require(hosts()).key(who.person());
    }

    private Provider hosts() {
        return providers.all().stream()
                .filter(AttachedHosts.class::isInstance)
                .findFirst()
                .orElseThrow(() -> Problem.of(501, "no-hosts", "This gateway attaches no hosts.")
                        .asException());
    }

    private static AttachedHosts require(Provider provider) {
        if (provider instanceof AttachedHosts hosts) {
            return hosts;
        }
        throw Problem.of(
                        400,
                        "no-hosts",
                        "The provider " + provider.name()
                                + " makes its instances itself, so there is no host to attach.",
                        "Leave --ssh out.")
                .asException();
    }
}

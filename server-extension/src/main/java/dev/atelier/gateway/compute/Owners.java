package dev.atelier.gateway.compute;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import org.jdbi.v3.core.Handle;

/**
 * Whose an instance is, and what follows from it. What is <em>managed</em> of an instance (started, stopped, set up, deleted, and
 * what runs there ended) is its owner's and the workspace's owners'; what <em>opens</em> it (kernels, terminals, applications, jobs)
 * is its owner's alone, as at Azure ML. The instance that is this computer is the workspace's own: its owners use it.
 */
final class Owners {
    private final People people;

    Owners(People people) {
        this.people = people;
    }

    /**
     * Whose a new instance becomes: whoever asks, or the person on whose behalf they do.
     *
     * @throws ProblemException {@code not-allowed} (403) for whoever is no owner of the workspace, {@code unknown-person} (404),
     *     {@code bad-person} (409) for one whose role allows no instance, {@code bad-host} (400) for a host that is attached
     */
    String ofNew(Principal who, String name, InstanceSpec spec) {
        String wanted = spec.createOnBehalfOf().orElse(who.person());
        if (wanted.equalsIgnoreCase(who.person())) {
            return who.person();
        }
        if (!who.role().may(Permission.OWN)) {
            throw notAllowed(who, name).asException();
        }
        Principal person = whoMayHave(wanted);
        if (spec.ssh().isPresent()) {
            throw Problem.of(
                            400,
                            "bad-host",
                            "A host is attached by its own owner, whose key it lets in.",
                            "Let " + person.person() + " type: `compute attach " + name + " --ssh USER@HOST`")
                    .asException();
        }
        return person.person();
    }

    /** The person of that name, whose role allows an instance. */
    Principal whoMayHave(String name) {
        Principal person = people.named(name).orElseThrow(() -> People.unknown(name));
        requireMayHave(person);
        return person;
    }

    private static Problem notAllowed(Principal who, String name) {
        return who.instance().isPresent()
                ? Problem.of(
                        403,
                        "not-allowed",
                        "From inside an instance nobody creates one for somebody else.",
                        "An owner of the workspace does it in a terminal where the gateway runs, with:"
                                + " ./atelier compute create " + name + " --for PERSON")
                : Problem.of(
                        403,
                        "not-allowed",
                        "A contributor may not create an instance for somebody else.",
                        "Create your own without --for, or ask an owner of the workspace.");
    }

    /** The same in the transaction that makes it theirs: they may have been removed meanwhile, or made a reader. */
    static void requireMayHave(Handle transaction, String person) {
        requireMayHave(People.require(transaction, person));
    }

    private static void requireMayHave(Principal person) {
        if (!person.role().may(Permission.CONTRIBUTE)) {
            throw Problem.of(
                            409,
                            "bad-person",
                            "“" + person.person() + "” is a reader, who may not use an instance.",
                            "First type: `person set-role " + person.person() + " contributor`")
                    .asException();
        }
    }

    /** Whether this person may open what runs on the instance, by whose it is; their role is the route's matter. */
    static boolean mayUse(Principal who, InstanceRecord instance) {
        boolean workspaces = instance.name().equals(Computes.LOCAL) && who.role() == Role.OWNER;
        return workspaces || who.person().equals(instance.owner());
    }

    /** Whether they may manage it. */
    static boolean mayManage(Principal who, InstanceRecord instance) {
        return who.role() == Role.OWNER || who.person().equals(instance.owner());
    }
}

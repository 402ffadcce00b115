package dev.atelier.gateway.application;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import java.util.Optional;
import java.util.function.Function;

/** Who may use which application. On virtual threads. */
final class Rights {
    private final Function<Proof, Optional<Principal>> people;
    private final Computes computes;

    /** @param people whose proof it is by now */
    Rights(Function<Proof, Optional<Principal>> people, Computes computes) {
        this.people = people;
        this.computes = computes;
    }

    /** The same with the role that they have now; nobody once what they came in with has ended. */
    Optional<Visitor> byNow(Visitor visitor) {
        return people.apply(visitor.proof()).map(person -> new Visitor(person, visitor.proof()));
    }

    /**
     * The instance, where this person may use its applications.
     *
     * @throws ProblemException {@code not-allowed} (403), {@code not-yours} (403), {@code unknown-instance} (404)
     */
    InstanceRecord requireMay(Principal person, ApplicationName application) {
        if (!person.role().may(Permission.CONTRIBUTE)) {
            throw Problem.of(
                            403,
                            "not-allowed",
                            "A reader may not use applications.",
                            "Ask an owner of the workspace for the right.")
                    .asException();
        }
        InstanceRecord instance = computes.require(application.compute());
        computes.requireUser(person, instance);
        return instance;
    }

    /** Whether what is open may stay so. */
    boolean stand(UnderWay.Claim claim) {
        try {
            Optional<Visitor> visitor = byNow(claim.visitor());
            visitor.ifPresent(v -> requireMay(v.person(), claim.application()));
            return visitor.isPresent();
        } catch (ProblemException e) {
            return false;
        }
    }
}

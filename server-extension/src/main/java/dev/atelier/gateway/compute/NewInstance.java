package dev.atelier.gateway.compute;

import dev.atelier.api.InstanceSpec;
import dev.atelier.gateway.limit.Claim;
import dev.atelier.gateway.limit.Holder;
import java.util.Optional;

/**
 * An instance that somebody wants.
 *
 * @param by who asked for it, on the owner's behalf where it is not the owner
 * @param spec with all that the gateway decided where nobody said
 * @param claim what it takes of quotas, where that is known
 */
record NewInstance(
        String name, String owner, String by, String provider, String size, InstanceSpec spec, Optional<Claim> claim) {

    /** A sentence where it is news whose it is; empty else. */
    String behalf() {
        return by.equals(owner) ? "" : "For " + owner + ", created by " + by + ".";
    }

    Holder holder() {
        return new Holder(name, owner, claim.orElseGet(Claim::ofNothingKnown), false);
    }
}

package dev.atelier.gateway.compute;

import java.util.List;

/** Asked in the transaction that is about to begin an instance, so that nobody comes in between; waits for nothing. */
@FunctionalInterface
interface Check {

    /**
     * @param all the instances as they are in this transaction
     * @throws dev.atelier.api.ProblemException where it must not begin; nothing is written then
     */
    void require(List<InstanceRecord> all);

    static Check none() {
        return all -> {};
    }
}

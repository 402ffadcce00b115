package dev.atelier.gateway.limit;

/**
 * What the operator lets people have.
 *
 * @param person each for themselves
 * @param total all of them together
 * @param stoppedHold whether an instance that was stopped keeps what it takes, as with Azure ML; else whoever starts it again
 *     needs room for it
 */
public record Quotas(Allowance person, Allowance total, boolean stoppedHold) {

    public static Quotas none() {
        return new Quotas(Allowance.unlimited(), Allowance.unlimited(), true);
    }
}

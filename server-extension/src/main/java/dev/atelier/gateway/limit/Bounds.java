package dev.atelier.gateway.limit;

/** What the operator has decided for now; what is there already keeps what it was begun with. */
public record Bounds(Quotas quotas, IdleTerms idle) {

    /** Of an operator who has said nothing. */
    public static Bounds none() {
        return new Bounds(Quotas.none(), IdleTerms.none());
    }
}

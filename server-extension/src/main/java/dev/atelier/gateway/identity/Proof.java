package dev.atelier.gateway.identity;

/**
 * What somebody came in with, a token or a login: enough to ask later whether it still counts, too little to come in with.
 *
 * @param hash as {@link Secrets#hash} makes it
 */
public record Proof(String hash) {

    public static Proof of(String secret) {
        return new Proof(Secrets.hash(secret));
    }
}

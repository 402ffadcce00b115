package dev.atelier.gateway.identity;

import java.util.Optional;

/** Knows tokens and login cookies. Called on a virtual thread, may block. */
public interface Authenticator {

    /** The person that a token (from the query, the {@code Authorization} header or the login form) belongs to. */
    Optional<Principal> token(String token);

    /** The person that the value of the login cookie stands for. */
    Optional<Principal> cookie(String value);

    /** A value for the login cookie of this person, for about 30 days. */
    String newCookie(Principal principal);

    /** The same for somebody who came with this token, which it does not outlive. */
    default String newCookie(Principal principal, String token) {
        return newCookie(principal);
    }

    /**
     * Whether what somebody came in with counts still, for all that it did then; for an authenticator whose tokens and cookies end
     * and whose people get other roles, not only for new requests.
     *
     * @param as who they were when they came
     */
    default boolean stands(Proof proof, Principal as) {
        return true;
    }

    /** Makes a cookie's value worthless. */
    void revokeCookie(String value);
}

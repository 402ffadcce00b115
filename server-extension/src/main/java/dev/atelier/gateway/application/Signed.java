package dev.atelier.gateway.application;

import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.identity.Principal;
import java.util.Optional;

/** Whoever signs out of the gateway has signed out of their applications. */
final class Signed implements Authenticator {
    private final Authenticator people;
    private final Grants grants;

    Signed(Authenticator people, Grants grants) {
        this.people = people;
        this.grants = grants;
    }

    @Override
    public Optional<Principal> token(String token) {
        return people.token(token);
    }

    @Override
    public Optional<Principal> cookie(String value) {
        return people.cookie(value);
    }

    @Override
    public String newCookie(Principal principal) {
        return people.newCookie(principal);
    }

    @Override
    public String newCookie(Principal principal, String token) {
        return people.newCookie(principal, token);
    }

    @Override
    public void revokeCookie(String value) {
        people.cookie(value).ifPresent(person -> grants.end(person.person()));
        people.revokeCookie(value);
    }
}

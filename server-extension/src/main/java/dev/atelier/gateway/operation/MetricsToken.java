package dev.atelier.gateway.operation;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.identity.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** One more token besides people's, which opens the figures alone, so that a monitoring system holds nobody's power. */
public final class MetricsToken implements Authenticator {
    private static final int SHORTEST = 16;
    private static final Principal MONITOR = Principal.person("metrics", Role.MONITOR);

    private final Authenticator people;
    private final byte[] hash;

    private MetricsToken(Authenticator people, String token) {
        this.people = people;
        this.hash = hashed(token);
    }

    /** @throws ProblemException if the file has no token in it */
    public static Authenticator besides(Authenticator people, Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.length() < SHORTEST || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw Problem.of(
                                400,
                                "bad-metrics-token",
                                "The file " + file + " must hold one token of at least " + SHORTEST
                                        + " letters, digits or signs.",
                                "Make one with: openssl rand -hex 32")
                        .asException();
            }
            return new MetricsToken(people, token);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "bad-metrics-token",
                            "The file " + file + " of --metrics-token-file can't be read.",
                            "Make one with: openssl rand -hex 32"),
                    e);
        }
    }

    @Override
    public Optional<Principal> token(String token) {
        return MessageDigest.isEqual(hash, hashed(token)) ? Optional.of(MONITOR) : people.token(token);
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
    public boolean stands(Proof proof, Principal as) {
        return people.stands(proof, as);
    }

    @Override
    public void revokeCookie(String value) {
        people.revokeCookie(value);
    }

    private static byte[] hashed(String token) {
        return Secrets.hash(token).getBytes(StandardCharsets.US_ASCII);
    }
}

package dev.atelier.api;

import java.time.Instant;
import java.util.Optional;

/**
 * A token that lets a person in, as the API shows it.
 *
 * @param id eight hex digits
 * @param name as its maker called it; {@code home} for the one in {@code ATELIER_HOME}, the id for one without a name
 * @param owner the person whom it lets in
 * @param used when it, or a login made with it, was last used; to five minutes
 * @param expires when it ends; never where absent
 * @param token itself: in the answer to its making alone, since nobody knows it afterwards
 */
public record AccessToken(
        String id,
        String name,
        String owner,
        Instant created,
        Optional<Instant> used,
        Optional<Instant> expires,
        Optional<String> token) {

    public AccessToken withToken(String secret) {
        return new AccessToken(id, name, owner, created, used, expires, Optional.of(secret));
    }
}

package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An authenticator that keeps its people in memory: the token {@code owner} belongs to an owner, and so on. */
public final class KnownTokens implements Authenticator {
    private final Map<String, Principal> cookies = new ConcurrentHashMap<>();

    @Override
    public Optional<Principal> token(String token) {
        return switch (token) {
            case "owner" -> Optional.of(Principal.person("ada", Role.OWNER));
            case "contributor" -> Optional.of(Principal.person("ben", Role.CONTRIBUTOR));
            case "reader" -> Optional.of(Principal.person("cleo", Role.READER));
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<Principal> cookie(String value) {
        return Optional.ofNullable(cookies.get(value));
    }

    @Override
    public String newCookie(Principal principal) {
        String value = "cookie-" + cookies.size() + "-" + principal.person();
        cookies.put(value, principal);
        return value;
    }

    @Override
    public void revokeCookie(String value) {
        cookies.remove(value);
    }
}

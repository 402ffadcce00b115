package dev.atelier.gateway.rest;

import dev.atelier.api.AccessToken;
import dev.atelier.api.TokenSpec;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Tokens;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Tokens; for owners of the workspace, and so for nothing that runs on an instance. */
public final class TokenRoutes {
    private static final String ALL = "/atelier/v1/tokens";
    private static final String ONE = ALL + "/{token}";

    private final Tokens tokens;

    public TokenRoutes(Tokens tokens) {
        this.tokens = tokens;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, ALL, Permission.OWN, r -> Reply.json(tokens.all()))
                        .says("All tokens, without the secrets themselves.")
                        .givesEach(200, AccessToken.class),
                Route.call(Method.POST, ALL, Permission.OWN, this::create)
                        .says("Makes a token; this answer alone has its secret, in the field token.")
                        .takes(TokenSpec.class)
                        .gives(201, AccessToken.class),
                Route.call(Method.GET, ONE, Permission.OWN, r -> Reply.json(tokens.require(r.variable("token"))))
                        .says("One token.")
                        .gives(200, AccessToken.class),
                Route.call(Method.DELETE, ONE, Permission.OWN, this::revoke)
                        .says("Revokes a token; logins made with it end too.")
                        .gives(204, new Description.Content.Nothing()));
    }

    private Reply create(Request request) throws IOException {
        TokenSpec spec = StrictJson.read(request, TokenSpec.class);
        AccessToken made = tokens.create(request.who(), request.proof(), spec);
        return new Reply.Json(201, made, Map.of("Location", ALL + "/" + made.id(), "Cache-Control", "no-store"));
    }

    private Reply revoke(Request request) {
        tokens.revoke(request.variable("token"));
        return Reply.noContent();
    }
}

package dev.atelier.gateway.rest;

import dev.atelier.api.PoolSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.Quota;
import dev.atelier.api.Size;
import dev.atelier.gateway.compute.Pools;
import dev.atelier.gateway.compute.QuotaBook;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.util.List;

/** What people may have: sizes, those that are kept ready, and the quotas of whoever asks. */
public final class SizeRoutes {
    private final Pools pools;
    private final QuotaBook quotas;

    public SizeRoutes(Pools pools, QuotaBook quotas) {
        this.pools = pools;
        this.quotas = quotas;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(
                                Method.GET,
                                "/atelier/v1/sizes",
                                Permission.READ,
                                r -> Reply.json(quotas.withLeft(r.who(), pools.sizes())))
                        .says("The sizes that instances may have, and how many of each your quotas leave you.")
                        .givesEach(200, Size.class),
                Route.call(Method.PUT, "/atelier/v1/sizes/{name}", Permission.OWN, this::pool)
                        .says("Sets how many instances of a size are kept ready.")
                        .takes(PoolSpec.class)
                        .gives(200, Size.class),
                Route.call(Method.GET, "/atelier/v1/quota", Permission.READ, this::quota)
                        .says("Your quotas, and how much of them is taken.")
                        .query("all", "true: everybody's.")
                        .gives(200, Quota.class));
    }

    /** Who has which instance is in the list of instances, so everybody may see everybody's. */
    private Reply quota(Request request) {
        return Reply.json(
                request.query("all").filter("true"::equals).isPresent()
                        ? quotas.shownOfAll(request.who())
                        : quotas.shown(request.who()));
    }

    private Reply pool(Request request) throws IOException {
        PoolSpec spec = StrictJson.read(request, PoolSpec.class);
        int count = spec.pool()
                .orElseThrow(() -> Problem.of(400, "bad-pool", "Say how many: {\"pool\": 1}.")
                        .asException());
        return Reply.json(pools.set(request.variable("name"), count));
    }
}

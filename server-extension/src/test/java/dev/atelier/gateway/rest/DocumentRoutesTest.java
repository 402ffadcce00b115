package dev.atelier.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.gateway.http.DirectCalls;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentRoutesTest {

    /** A client puts the paths behind it. */
    @Test
    void theServerIsWhereThisGatewayIs() throws Exception {
        Routes routes = Routes.of(List.of(new DocumentRoutes("/team/atelier/").routes()));
        Reply reply = new DirectCalls(routes, "/atelier/v1/")
                .answer(Principal.person("cleo", Role.READER), "GET", "/atelier/v1/openapi.json", Map.of(), "");
        assertThat(reply.status()).isEqualTo(200);
        JsonNode document = (JsonNode) ((Reply.Json) reply).value();
        assertThat(document.path("servers").findValuesAsText("url")).containsExactly("/team/atelier");
        assertThat(document.path("paths").has("/atelier/v1/status")).isTrue();
    }
}

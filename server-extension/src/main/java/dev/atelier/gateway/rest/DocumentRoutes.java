package dev.atelier.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * This API in the words of OpenAPI 3.1. The document is made from the table of routes when the gateway is built, and lies in
 * {@code schema/openapi.json}; a test compares the two.
 */
public final class DocumentRoutes {
    private final String basePath;

    /** @param basePath under which this gateway's paths lie, with a slash at both ends */
    public DocumentRoutes(String basePath) {
        this.basePath = basePath;
    }

    public List<Route> routes() {
        return List.of(Route.call(Method.GET, "/atelier/v1/openapi.json", Permission.READ, r -> Reply.json(document()))
                .says("This document.")
                .gives(200, Map.class));
    }

    private JsonNode document() throws IOException {
        try (InputStream in = DocumentRoutes.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("the gateway was built without its schema/openapi.json");
            }
            ObjectNode document = Json.mapper().readValue(in, ObjectNode.class);
            // The document's own paths begin with a slash.
            String server = basePath.length() > 1 ? basePath.substring(0, basePath.length() - 1) : basePath;
            document.putArray("servers").addObject().put("url", server);
            return document;
        }
    }
}

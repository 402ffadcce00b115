package dev.atelier.gateway.rest;

import dev.atelier.api.InstanceFile;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.azure.InstanceReader;
import dev.atelier.gateway.azure.InstanceWriter;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.Specs;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Instances as files in Azure ML's YAML. */
public final class FileRoutes {
    /** RFC 9512 and what was usual before. */
    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");

    private final Computes computes;
    private final Specs specs;

    public FileRoutes(Computes computes, Specs specs) {
        this.computes = computes;
        this.specs = specs;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.POST, "/atelier/v1/instance-file", Permission.CONTRIBUTE, r -> Reply.json(read(r)))
                        .says("Reads a compute instance in Azure ML's YAML; creates nothing.")
                        .takes(String.class)
                        .gives(200, InstanceFile.class),
                Route.call(Method.GET, "/atelier/v1/computes/{name}/file", Permission.CONTRIBUTE, this::write)
                        .says("An instance as Azure ML's YAML, from which it can be created again; for its owner.")
                        .gives(200, new Description.Content.Yaml()));
    }

    static boolean isYaml(Request request) {
        return request.header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(YAML::contains)
                .isPresent();
    }

    static InstanceFile read(Request request) throws IOException {
        return InstanceReader.read(request.text(), Timestamps.now());
    }

    private Reply write(Request request) {
        InstanceSpec spec = specs.of(request.who(), request.variable("name"));
        String name = computes.require(request.variable("name")).name();
        return new Reply.Bytes(
                200,
                "application/yaml; charset=utf-8",
                InstanceWriter.write(name, spec).getBytes(StandardCharsets.UTF_8),
                Map.of());
    }
}

package dev.atelier.gateway.lab;

import dev.atelier.gateway.contents.ContentsConfig;
import dev.atelier.gateway.contents.ContentsRoutes;
import dev.atelier.gateway.contents.JupyterServer;
import dev.atelier.gateway.contents.TrustStore;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.KnownTokens;
import dev.atelier.gateway.http.LoginRoutes;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** JupyterLab on the gate without kernels, for the browser tests and for looking at it: {@code LabPreview PORT SHARE}. */
final class LabPreview implements AutoCloseable {
    private final Gate gate;

    LabPreview(int port, Path share, Path state) throws IOException {
        GateConfig config = GateConfig.loopback(port);
        KnownTokens people = new KnownTokens();
        LabRoutes lab =
                new LabRoutes(new LabConfig("/", environment(state), List.of(), state.resolve("people"), "/share"));
        ContentsRoutes contents = new ContentsRoutes(
                ContentsConfig.defaults("/"), new Share(share), new TrustStore(state.resolve("trust")));
        Instant started = Instant.now();
        JupyterBasics basics =
                new JupyterBasics(state.resolve("people"), () -> new ServerStatus(started, Instant.now(), 0, 0));
        gate = new Gate(
                config,
                Routes.of(List.of(
                        lab.routes(),
                        contents.routes(),
                        basics.routes(),
                        // Without an instance there is no exporter.
                        List.of(Route.call(
                                Method.GET, "/api/nbconvert", Permission.READ, request -> Reply.json(Map.of()))),
                        new LoginRoutes(config, people).routes(),
                        withoutKernels())),
                people);
        gate.start();
    }

    int port() {
        return gate.port();
    }

    @Override
    public void close() {
        gate.close();
    }

    /** The tests' JupyterLab, as an operator has set it up: opening a notebook starts no kernel. */
    private static Path environment(Path state) throws IOException {
        Path lab = Files.createDirectories(state.resolve("prefix/share/jupyter/lab/settings"))
                .getParent();
        for (String part : List.of("static", "schemas", "themes")) {
            Files.createSymbolicLink(
                    lab.resolve(part),
                    JupyterServer.python().resolve("share/jupyter/lab").resolve(part));
        }
        Files.createSymbolicLink(
                state.resolve("prefix/lib"), JupyterServer.python().resolve("lib"));
        Files.writeString(lab.resolve("settings/page_config.json"), "{\"notebookStartsKernel\": false}");
        Files.writeString(
                lab.resolve("settings/overrides.json"),
                "{\"@jupyterlab/apputils-extension:themes\": {\"theme\": \"JupyterLab Dark\"}}");
        return state.resolve("prefix");
    }

    /** The other half of the gateway is not started here, so there is one kernelspec and nothing runs. */
    private static List<Route> withoutKernels() {
        Map<String, Object> python = Map.of(
                "name",
                "python3",
                "spec",
                Map.of("argv", List.of("python"), "display_name", "Python 3", "language", "python", "env", Map.of()),
                "resources",
                Map.of());
        return List.of(
                Route.call(
                        Method.GET,
                        "/api/kernelspecs",
                        Permission.READ,
                        r -> Reply.json(Map.of("default", "python3", "kernelspecs", Map.of("python3", python)))),
                Route.call(Method.GET, "/api/kernels", Permission.READ, r -> Reply.json(List.of())),
                Route.call(Method.GET, "/api/sessions", Permission.READ, r -> Reply.json(List.of())),
                Route.call(Method.GET, "/api/terminals", Permission.READ, r -> Reply.json(List.of())));
    }

    public static void main(String[] arguments) throws Exception {
        Path share = Path.of(arguments[1]);
        try (LabPreview preview =
                new LabPreview(Integer.parseInt(arguments[0]), share, Files.createTempDirectory("preview"))) {
            System.getLogger("preview")
                    .log(System.Logger.Level.INFO, "http://127.0.0.1:" + preview.port() + "/lab?token=owner");
            Thread.currentThread().join();
        }
    }
}

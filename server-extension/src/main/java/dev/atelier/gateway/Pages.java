package dev.atelier.gateway;

import dev.atelier.api.Timestamps;
import dev.atelier.gateway.contents.ContentsConfig;
import dev.atelier.gateway.contents.ContentsRoutes;
import dev.atelier.gateway.contents.TrustStore;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.jupyter.Kernels;
import dev.atelier.gateway.lab.JupyterBasics;
import dev.atelier.gateway.lab.LabConfig;
import dev.atelier.gateway.lab.LabRoutes;
import dev.atelier.gateway.lab.ServerStatus;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** JupyterLab's page, the share's files, and what else of Jupyter's server needs no kernel. */
final class Pages {

    private Pages() {}

    static List<Route> routes(GateConfig gate, Options options, Home home, Share share, Kernels kernels)
            throws IOException {
        Path state = home.folder().resolve("lab");
        Instant started = Timestamps.now();
        LabConfig lab = new LabConfig(
                gate.basePath(),
                options.baseEnvironment.toAbsolutePath(),
                List.of(),
                state,
                share.root().toString());
        ContentsRoutes contents = new ContentsRoutes(
                ContentsConfig.defaults(gate.basePath()), share, new TrustStore(state.resolve("trust")));
        JupyterBasics basics =
                new JupyterBasics(state, () -> new ServerStatus(started, Timestamps.now(), kernels.count(), 0));
        return Stream.of(new LabRoutes(lab).routes(), contents.routes(), basics.routes())
                .flatMap(List::stream)
                .toList();
    }
}

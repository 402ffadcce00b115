package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * enterprise_gateway's own integration tests, out of its published source, with its own client, against a running gateway: a
 * kernel on this computer, and, as its “distributed” one, a kernel on an instance. That client knows no token; it has one in
 * the place that it takes for the gateway's host. R and Scala have no kernels here, so their tests are not asked for; what else
 * is left out stands in {@code suite/enterprise_gateway/left-out.txt}.
 */
@Tag("long")
class EnterpriseGatewaySuiteTest {

    @TempDir
    private Path folder;

    @Test
    void passes() throws IOException {
        Suite suite = Suite.unpack("jupyter_enterprise_gateway", folder);
        try (Atelier atelier = Atelier.up()) {
            atelier.client().create("box1", InstanceSpec.defaults());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> atelier.client().instance("box1").state() == InstanceState.RUNNING);
            Kernel.awaitSpec(atelier, "box1.python3");
            suite.passes(
                    "enterprise_gateway/left-out.txt",
                    Map.of(
                            "GATEWAY_HOST",
                            URI.create(atelier.url()).getAuthority() + "/t/" + atelier.token(),
                            "PYTHON_KERNEL_DISTRIBUTED_NAME",
                            "box1.python3",
                            "ITEST_HOSTNAME_PREFIX",
                            InetAddress.getLocalHost().getHostName()),
                    "--noconftest",
                    "enterprise_gateway/itests/test_python_kernel.py",
                    "enterprise_gateway/itests/test_authorization.py");
            assertThat(Kernel.request(atelier, "GET", "/api/kernels", "", 200)).isEmpty();
        }
    }
}

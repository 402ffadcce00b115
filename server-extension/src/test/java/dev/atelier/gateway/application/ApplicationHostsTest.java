package dev.atelier.gateway.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationHostsTest {
    private final ApplicationHosts hosts = new ApplicationHosts(Set.of("lab.example.org"));

    @ParameterizedTest
    @CsvSource({
        "box1-8888.apps.localhost, box1, 8888",
        "my-gpu-box-1.apps.lab.example.org, my-gpu-box, 1",
        "local-65535.apps.localhost, local, 65535"
    })
    void readsInstanceAndPort(String host, String compute, int port) {
        assertThat(hosts.application(host)).contains(new ApplicationName(compute, port));
        assertThat(hosts.isFor(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "box1-0.apps.localhost",
                "box1-65536.apps.localhost",
                "box1-08.apps.localhost",
                "box1.apps.localhost",
                "8888.apps.localhost",
                "-8888.apps.localhost",
                "1box-8888.apps.localhost"
            })
    void namesNothingElse(String host) {
        assertThat(hosts.isFor(host)).isTrue();
        assertThat(hosts.application(host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "apps.localhost",
                "lab.example.org",
                "box1-8888.apps.example.org",
                "box1-8888.apps.lab.example.org.evil.org",
                "a.box1-8888.apps.localhost",
                "box1-8888xapps.localhost",
                "127.0.0.1"
            })
    void leavesTheGatewaysOwnAlone(String host) {
        assertThat(hosts.isFor(host)).isFalse();
    }

    @Test
    void leadsThereAndBack() {
        ApplicationName box = new ApplicationName("Box1", 6006);
        assertThat(hosts.hostOf(box, "127.0.0.1:8888")).contains("box1-6006.apps.localhost:8888");
        assertThat(hosts.hostOf(box, "[::1]:8888")).contains("box1-6006.apps.localhost:8888");
        assertThat(hosts.hostOf(box, "lab.example.org")).contains("box1-6006.apps.lab.example.org");
        assertThat(hosts.hostOf(box, "192.168.1.5:8888")).isEmpty();
        assertThat(ApplicationHosts.gatewayOf("box1-6006.apps.lab.example.org:443"))
                .isEqualTo("lab.example.org:443");
        assertThat(hosts.isGateway("127.0.0.1:8888", "box1-1.apps.localhost:8888"))
                .isTrue();
        assertThat(hosts.isGateway("lab.example.org", "box1-1.apps.lab.example.org"))
                .isTrue();
        assertThat(hosts.isGateway("evil.org", "box1-1.apps.lab.example.org")).isFalse();
        assertThat(hosts.isGateway("localhost:1", "box1-1.apps.localhost:8888")).isFalse();
    }
}

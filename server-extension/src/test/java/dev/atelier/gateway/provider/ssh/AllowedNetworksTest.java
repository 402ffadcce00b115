package dev.atelier.gateway.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedNetworksTest {
    private static boolean allows(List<String> networks, String address) {
        return AllowedNetworks.of(networks).allows(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.1.2.3", "192.168.0.7", "172.17.0.2", "100.64.0.1", "203.0.113.9", "fd00::1", "2001:db8::1"})
    void hostsOfOnesOwnAreAllowed(String address) {
        assertThat(allows(List.of(), address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
    void loopbackIsAllowedOnlyByName(String address) {
        assertThat(allows(List.of(), address)).isFalse();
        assertThat(allows(List.of("127.0.0.0/8", "::1"), address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "::ffff:169.254.169.254",
                "fe80::1",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "::a9fe:a9fe"
            })
    void whatLeadsElsewhereIsNeverDialled(String address) {
        assertThat(allows(List.of(), address)).isFalse();
        assertThat(allows(List.of("0.0.0.0/0", "::/0"), address)).isFalse();
    }

    @Test
    void theOperatorsListDecidesAlone() {
        List<String> networks = List.of("10.20.0.0/15", "192.168.7.7");
        assertThat(allows(networks, "10.21.255.255")).isTrue();
        assertThat(allows(networks, "10.22.0.0")).isFalse();
        assertThat(allows(networks, "192.168.7.7")).isTrue();
        assertThat(allows(networks, "192.168.7.8")).isFalse();
        assertThat(allows(networks, "2001:db8::1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/x", "example.org", "10.0.0/8", "::/129", "/8"})
    void whatIsNoNetworkIsRefused(String cidr) {
        assertThatThrownBy(() -> AllowedNetworks.of(List.of(cidr)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is no network");
    }

    @Test
    void aRefusalSaysWhatToType() {
        assertThatThrownBy(() -> AllowedNetworks.of(List.of()).require(SshHost.parse("ada@127.0.0.1")))
                .hasMessageContaining("./atelier up --ssh-networks 127.0.0.1");
        assertThatThrownBy(() -> AllowedNetworks.of(List.of()).require(SshHost.parse("ada@169.254.169.254")))
                .hasMessageContaining("never dialled");
    }
}

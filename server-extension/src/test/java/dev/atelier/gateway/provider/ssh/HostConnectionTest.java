package dev.atelier.gateway.provider.ssh;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import net.schmizz.sshj.SSHClient;
import org.junit.jupiter.api.Test;

class HostConnectionTest {
    private static final SshHost HOST = SshHost.parse("ada@host");

    /** It was there when it was looked at, a moment ago: then nothing is known of the host, least of all that it is unusable. */
    @Test
    void aConnectionThatHasJustBrokenIsAHostThatIsNotReached() throws IOException {
        try (SSHClient gone = new SSHClient()) {
            assertThatThrownBy(() -> HostConnection.open(HOST, gone, SSHClient::startSession))
                    .isInstanceOf(ProviderUnreachable.class)
                    .hasMessageContaining("ada@host");
        }
    }
}

package dev.atelier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshHostTest {
    private static final String FINGERPRINT = "SHA256:" + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO+/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@gpu.example",
                "ada@gpu.example:2222",
                "ada_l-2@10.0.0.7",
                "ada@[2001:db8::7]",
                "ada@[2001:db8::7]:2222",
                "a.b+c@x"
            })
    void isShownAsItIsTyped(String text) {
        assertThat(SshHost.parse(text)).hasToString(text);
    }

    @Test
    void theUsualPortIsMeantWhereNoneIsNamed() {
        assertThat(SshHost.parse("ada@box")).isEqualTo(new SshHost("ada", "box", 22, Optional.empty()));
        assertThat(SshHost.parse("ada@box:22")).hasToString("ada@box");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "box",
                "@box",
                "ada@",
                "ada@box:",
                "ada@box:0",
                "ada@box:65536",
                "ada@box:22:22",
                "ada@-oProxyCommand=x",
                "-ada@box",
                "ada@bo x",
                "ada@box;id",
                "a da@box",
                "ada@$(id)",
                "ada@2001:db8::7",
                "ada@box\n"
            })
    void whatIsNoAccountIsRefused(String text) {
        assertThatThrownBy(() -> SshHost.parse(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("USER@HOST:PORT");
    }

    @Test
    void aFingerprintIsAWholeOne() {
        SshHost host = SshHost.parse("ada@box");
        assertThat(host.accepting(FINGERPRINT).fingerprint()).contains(FINGERPRINT);
        for (String wrong :
                new String[] {"", "SHA256:", "MD5:00", FINGERPRINT + "=", FINGERPRINT.substring(1), "x'y"}) {
            assertThatThrownBy(() -> host.accepting(wrong))
                    .as(wrong)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("ssh-keygen -l");
        }
    }

    @Test
    void isTheSameThroughJson() {
        SshHost host = SshHost.parse("ada@box:2222").accepting(FINGERPRINT);
        assertThat(Json.read(Json.write(host), SshHost.class)).isEqualTo(host);
        assertThat(Json.read("{\"user\":\"ada\",\"host\":\"box\"}", SshHost.class))
                .isEqualTo(SshHost.parse("ada@box"));
    }
}

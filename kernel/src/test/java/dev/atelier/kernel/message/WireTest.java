package dev.atelier.kernel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {
    private final Wire wire = new Wire(new Signer("hmac-sha256", "secret"));
    private final Message message = Message.none()
            .answer("s", "execute_request", Json.object().put("code", "é"))
            .withRoute(List.of(new byte[] {1, 2}))
            .with(Json.object(), List.of(new byte[] {9}));

    @Test
    void whatWasEncodedIsDecoded() throws MalformedMessageException {
        Message decoded = wire.decode(wire.encode(message));
        assertThat(decoded.type()).isEqualTo("execute_request");
        assertThat(decoded.text("code")).isEqualTo("é");
        assertThat(decoded.route()).containsExactly(new byte[] {1, 2});
        assertThat(decoded.buffers()).containsExactly(new byte[] {9});
    }

    /** The test vector of RFC 4231, case 2. */
    @Test
    void signsAsHmacSha256() {
        Signer signer = new Signer("hmac-sha256", "Jefe");
        byte[] signature = signer.sign(List.of(
                "what do ya want ".getBytes(StandardCharsets.UTF_8), "for nothing?".getBytes(StandardCharsets.UTF_8)));
        assertThat(new String(signature, StandardCharsets.US_ASCII))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void refusesOtherSignatures() {
        List<byte[]> frames = new ArrayList<>(wire.encode(message));
        frames.set(2, "00".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> wire.decode(frames))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("signature");
        assertThatThrownBy(() -> new Wire(new Signer("hmac-sha256", "other")).decode(wire.encode(message)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThatThrownBy(() -> wire.decode(List.of())).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> wire.decode(List.of(new byte[0], new byte[0])))
                .isInstanceOf(MalformedMessageException.class);
        Wire unsigned = new Wire(new Signer("hmac-sha256", ""));
        List<byte[]> frames = new ArrayList<>(unsigned.encode(message));
        frames.set(3, "[]".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> unsigned.decode(frames))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("JSON");
        frames.set(3, "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> unsigned.decode(frames)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void anEmptyKeySignsNothing() throws MalformedMessageException {
        Wire unsigned = new Wire(new Signer("hmac-sha256", ""));
        assertThat(unsigned.decode(unsigned.encode(message)).id()).isEqualTo(message.id());
    }

    @Test
    void anUnknownSchemeIsNamed() {
        assertThatThrownBy(() -> new Signer("hmac-rot13", "k")).hasMessageContaining("hmac-rot13");
    }
}

package dev.atelier.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionFieldsTest {

    @Test
    void leavesOutWhatIsOfOneConnectionAndWhatThatNames() {
        List<Field> fields = List.of(
                new Field("Connection", "close, X-Private"),
                new Field("connection", " Other ,"),
                new Field("x-private", "1"),
                new Field("OTHER", "2"),
                new Field("Transfer-Encoding", "chunked"),
                new Field("Upgrade", "h2c"),
                new Field("Cookie", "a=b"));
        assertThat(ConnectionFields.without(fields)).containsExactly(new Field("Cookie", "a=b"));
        assertThat(ConnectionFields.without(List.of(new Field("X-Private", "1"))))
                .hasSize(1);
    }
}

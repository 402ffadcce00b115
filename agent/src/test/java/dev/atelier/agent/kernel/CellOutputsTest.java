package dev.atelier.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import org.junit.jupiter.api.Test;

class CellOutputsTest {
    private final CellOutputs outputs = new CellOutputs();

    private void add(String type, String content) {
        JsonNode json = Json.read(content, JsonNode.class);
        assertThat(outputs.add(type, json, content.length())).isTrue();
    }

    private void stream(String name, String text) {
        add("stream", Json.write(java.util.Map.of("name", name, "text", text)));
    }

    private JsonNode json() {
        return Json.mapper().valueToTree(outputs.json());
    }

    @Test
    void textsOfOneStreamAreJoinedAsLongAsNothingComesBetween() {
        stream("stdout", "a");
        stream("stdout", "b\n");
        stream("stderr", "c");
        stream("stdout", "d");
        assertThat(json()).hasSize(3);
        assertThat(json().at("/0/text").asText()).isEqualTo("ab\n");
        assertThat(json().at("/2/text").asText()).isEqualTo("d");
        assertThat(json().at("/1/output_type").asText()).isEqualTo("stream");
    }

    @Test
    void aDisplayIsDrawnAnewInItsPlaceAndCarriesNothingOfTheWire() {
        add("display_data", "{\"data\":{\"text/plain\":\"1\"},\"metadata\":{},\"transient\":{\"display_id\":\"d\"}}");
        stream("stdout", "after");
        outputs.update(
                Json.read(
                        "{\"data\":{\"text/plain\":\"2\"},\"metadata\":{\"m\":1},\"transient\":{\"display_id\":\"d\"}}",
                        JsonNode.class),
                90);
        outputs.update(
                Json.read(
                        "{\"data\":{\"text/plain\":\"x\"},\"metadata\":{},\"transient\":{\"display_id\":\"other\"}}",
                        JsonNode.class),
                90);
        assertThat(json().get(0))
                .isEqualTo(Json.read(
                        "{\"output_type\":\"display_data\",\"data\":{\"text/plain\":\"2\"},\"metadata\":{\"m\":1}}",
                        JsonNode.class));
        assertThat(json()).hasSize(2);
    }

    @Test
    void resultsAndErrorsAreAsNbformatHasThem() {
        add("execute_result", "{\"data\":{\"text/plain\":\"42\"},\"metadata\":{},\"execution_count\":7}");
        add("error", "{\"ename\":\"E\",\"evalue\":\"v\",\"traceback\":[\"t\"],\"status\":\"error\"}");
        assertThat(json().at("/0/execution_count").asInt()).isEqualTo(7);
        assertThat(json().get(1))
                .isEqualTo(Json.read(
                        "{\"output_type\":\"error\",\"ename\":\"E\",\"evalue\":\"v\",\"traceback\":[\"t\"]}",
                        JsonNode.class));
    }

    @Test
    void clearingIsObeyedAtOnceOrBeforeTheNextOutput() {
        stream("stdout", "one");
        add("clear_output", "{\"wait\":true}");
        assertThat(json()).hasSize(1);
        stream("stdout", "two");
        assertThat(json().at("/0/text").asText()).isEqualTo("two");
        add("clear_output", "{\"wait\":false}");
        assertThat(json()).isEmpty();
    }

    @Test
    void whatIsTooMuchLosesItsBeginningAndSaysSo() {
        String line = "x".repeat(999) + "\n";
        for (int i = 0; i < 3 * CellOutputs.BOUND / 1000; i++) {
            stream("stdout", line);
        }
        stream("stdout", "the end\n");
        assertThat(json().at("/0/text").asText()).contains("not kept");
        String kept = json().at("/1/text").asText();
        assertThat(kept).hasSizeLessThanOrEqualTo(CellOutputs.BOUND).endsWith("the end\n");
        assertThat(kept.length() % 1000).isEqualTo("the end\n".length());
    }

    @Test
    void whatIsNoOutputIsNone() {
        assertThat(outputs.add("comm_msg", Json.mapper().createObjectNode(), 2)).isFalse();
        assertThat(json()).isEmpty();
    }
}

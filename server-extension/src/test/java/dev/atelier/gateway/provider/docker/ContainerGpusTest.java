package dev.atelier.gateway.provider.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which cards a container has, as an engine tells of it. */
class ContainerGpusTest {

    private static InspectContainerResponse container(String labels, String host) throws Exception {
        return new ObjectMapper()
                .readValue(
                        "{\"Config\": {\"Labels\": {" + labels + "}}, \"HostConfig\": {" + host + "}}",
                        InspectContainerResponse.class);
    }

    /** A container of an earlier version has its image's label where its own size has no GPU. */
    @Test
    void aLabelAloneIsNoCard() throws Exception {
        String forged = "\"dev.atelier.gpus\": \"nvidia:0,nvidia:1,/dev/dri/renderD128\"";
        assertThat(ContainerGpus.of(container(forged, "\"Devices\": [], \"DeviceRequests\": null")))
                .isEmpty();
        assertThat(ContainerGpus.of(container(forged, ""))).isEmpty();
        assertThat(ContainerGpus.of(container("\"dev.atelier.gpus\": \"\"", "")))
                .isEmpty();
        assertThat(ContainerGpus.of(container("", ""))).isEmpty();
    }

    @Test
    void whatItWasMadeWithIsAndNotWhatAllShare() throws Exception {
        String host = """
                "Devices": [
                    {"PathOnHost": "/dev/dri/renderD128", "PathInContainer": "/dev/x", "CgroupPermissions": "rw"},
                    {"PathOnHost": "/dev/kfd", "PathInContainer": "/dev/kfd", "CgroupPermissions": "rw"}],
                "DeviceRequests": [{"Driver": "nvidia", "Count": 0, "DeviceIDs": ["1"], "Capabilities": [["gpu"]]}]""";
        assertThat(ContainerGpus.of(container("\"dev.atelier.gpus\": \"nvidia:0,nvidia:1,/dev/dri/renderD128\"", host)))
                .containsExactly("nvidia:1", "/dev/dri/renderD128");
    }

    @Test
    void everyLabelThatIsReadIsToldAndAnEmptyOneIsNone() {
        Map<String, String> told = Labels.whole(Map.of(Labels.GATEWAY, "g", Labels.NAME, "one"));
        assertThat(told)
                .containsEntry(Labels.NAME, "one")
                .containsEntry(Labels.GPUS, "")
                .containsEntry(Labels.IMAGE, "")
                .containsEntry(Labels.SPARE, "")
                .containsEntry(Labels.MOUNT, "");
        assertThat(Labels.read(told, Labels.GPUS)).isEmpty();
        assertThat(Labels.read(told, Labels.NAME)).contains("one");
        assertThat(Labels.read(Map.of(), Labels.GPUS)).isEmpty();
    }
}

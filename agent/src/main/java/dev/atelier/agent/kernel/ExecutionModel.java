package dev.atelier.agent.kernel;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code GET /api/kernels/{id}/executions}: a cell that has not ended.
 *
 * @param id the request's {@code msg_id}, which its outputs have as their parent
 * @param cell as JupyterLab names it
 * @param started when the kernel began with it
 * @param lastMessage {@code msg_id} of the last message that the outputs were made from: who listens already leaves out what
 *     came up to it
 * @param outputs as nbformat 4 has them in a code cell
 */
public record ExecutionModel(
        @JsonProperty("msg_id") String id,
        Optional<String> session,
        @JsonProperty("cell_id") Optional<String> cell,
        State state,
        Optional<Instant> started,
        @JsonProperty("execution_count") Optional<Integer> count,
        @JsonProperty("last_msg_id") Optional<String> lastMessage,
        List<ObjectNode> outputs) {

    /** Whether the kernel works on it. */
    public enum State {
        @JsonProperty("queued")
        QUEUED,
        @JsonProperty("running")
        RUNNING
    }
}

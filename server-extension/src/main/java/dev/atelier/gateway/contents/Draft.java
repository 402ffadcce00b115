package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.gateway.share.Before;
import dev.atelier.gateway.share.Sha256;
import dev.atelier.gateway.share.SharePath;

/**
 * What somebody wants to save.
 *
 * @param model Jupyter's model, owned by this value
 * @param before what must be there now
 * @param person who saves: the chunks of two people's uploads are kept apart
 */
record Draft(SharePath path, ObjectNode model, Before before, String person) {
    /** Of a model: the SHA-256 of the bytes that the writer's copy came from, in hex, as {@code hash} of a GET. */
    private static final String BASE = "base_hash";

    /** @throws dev.atelier.api.ProblemException 400 */
    static Draft of(SharePath path, ObjectNode model, String person) {
        JsonNode base = model.path(BASE);
        if (base.isMissingNode() || base.isNull()) {
            return new Draft(path, model, new Before.Anything(), person);
        }
        if (model.path("type").asText().equals(ContentsReader.FOLDER)) {
            throw ContentsWriter.bad("A folder has no bytes, so it takes no " + BASE);
        }
        return new Draft(path, model, new Before.Bytes(Sha256.parse(base.asText())), person);
    }

    /** Whether the writer says what its copy is based on, and will want to know what the next one is. */
    boolean isBased() {
        return before instanceof Before.Bytes;
    }

    String type() {
        return model.path("type").asText();
    }

    JsonNode content() {
        return model.path("content");
    }
}

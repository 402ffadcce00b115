package dev.atelier.gateway.contents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A notebook of nbformat 4, in its two forms: on the disk long strings are lists of lines and keys are sorted, so that it
 * can be compared line by line; towards clients strings are whole. As nbformat's {@code rwbase} and {@code nbjson} do it.
 *
 * @param root owned by this value; strings are whole, transient values gone
 */
record Notebook(ObjectNode root) {

    static Notebook empty() {
        ObjectNode root = ContentsJson.MAPPER.createObjectNode();
        root.putArray("cells");
        root.putObject("metadata");
        root.put("nbformat", 4).put("nbformat_minor", 5);
        return new Notebook(root);
    }

    /** @throws ProblemException {@code unreadable-notebook} (400) */
    static Notebook parse(byte[] bytes, String path) throws IOException {
        try {
            return of(ContentsJson.MAPPER.readTree(bytes), path);
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "unreadable-notebook",
                            "Unreadable Notebook: " + path + " is not JSON: " + e.getOriginalMessage(),
                            "Open it with the editor to mend it, or restore its checkpoint."),
                    e);
        }
    }

    /**
     * @param json is taken over and changed
     * @throws ProblemException {@code unreadable-notebook} (400)
     */
    static Notebook of(JsonNode json, String path) {
        if (!(json instanceof ObjectNode root)) {
            throw unreadable(path, "is no JSON object");
        }
        int major = root.path("nbformat").asInt(0);
        if (major != 4 || !root.path("cells").isArray()) {
            throw unreadable(path, "has nbformat " + major + ", or no list of cells; only nbformat 4 is read here");
        }
        NotebookStrings.join(root);
        stripTransient(root);
        return new Notebook(root);
    }

    private static ProblemException unreadable(String path, String why) {
        return Problem.of(
                        400,
                        "unreadable-notebook",
                        "Unreadable Notebook: " + path + " " + why + ".",
                        "Convert it with: jupyter nbconvert --to notebook --nbformat 4.")
                .asException();
    }

    Iterable<JsonNode> cells() {
        return root.path("cells");
    }

    /** As it lies on the disk; the stream stays open. */
    void write(OutputStream out) throws IOException {
        NotebookWriter.write(root, out);
    }

    /** Of what {@link #write} writes. */
    Sha256 hash() {
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            write(out);
        } catch (IOException e) {
            throw new IllegalStateException("a tree of JSON could not be written", e);
        }
        return Sha256.of(digest);
    }

    /** What keeps it from being a notebook in full; people see it, and the save is done all the same. */
    Optional<String> flaw() {
        if (!root.path("metadata").isObject()) {
            return Optional.of("Notebook validation failed: 'metadata' is a required property");
        }
        int index = 0;
        for (JsonNode cell : cells()) {
            String type = cell.path("cell_type").asText();
            boolean known = type.equals("code") || type.equals("markdown") || type.equals("raw");
            if (!known
                    || !cell.path("source").isTextual()
                    || !cell.path("metadata").isObject()) {
                return Optional.of("Notebook validation failed: cell " + index
                        + " must have a cell_type of code, markdown or raw, metadata, and a source");
            }
            if (type.equals("code") && !cell.path("outputs").isArray()) {
                return Optional.of("Notebook validation failed: cell " + index + " is code and lacks 'outputs'");
            }
            index++;
        }
        return Optional.empty();
    }

    private static void stripTransient(ObjectNode root) {
        if (root.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("orig_nbformat");
            metadata.remove("orig_nbformat_minor");
            metadata.remove("signature");
        }
        for (JsonNode cell : root.path("cells")) {
            if (cell.path("metadata") instanceof ObjectNode metadata) {
                metadata.remove("trusted");
            }
        }
    }
}

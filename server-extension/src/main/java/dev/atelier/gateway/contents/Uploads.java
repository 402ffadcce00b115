package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;

/**
 * Files that come in chunks, numbered from 1, the last one -1. They gather in a hidden file beside the target, which is
 * replaced only when all is there: an upload that breaks off leaves the old file as it was.
 */
final class Uploads {
    private static final int LAST = -1;

    private final Share share;
    private final ContentsConfig config;

    Uploads(Share share, ContentsConfig config) {
        this.share = share;
        this.config = config;
    }

    ContentsModel save(SharePath path, ObjectNode model, ContentsReader reader) throws IOException {
        if (!model.path("type").asText().equals(ContentsReader.FILE)) {
            throw ContentsWriter.bad(
                    "File type \"" + model.path("type").asText() + "\" is not supported for large file transfer");
        }
        byte[] bytes = ContentsWriter.decoded(model);
        int chunk = number(model);
        SharePath gathered = path.parent().child(".~" + path.name() + ".upload");
        if (chunk == 1) {
            share.write(gathered, out -> out.write(bytes));
        } else {
            append(path, gathered, bytes);
        }
        if (chunk != LAST) {
            return ContentsModel.of(share.entry(gathered), ContentsReader.FILE)
                    .named(path)
                    .mimetype(MimeTypes.of(path.name()));
        }
        FileCopy.copy(share, gathered, path);
        share.delete(gathered);
        return reader.model(path);
    }

    private static int number(ObjectNode model) {
        JsonNode chunk = model.path("chunk");
        if (!chunk.isInt() || (chunk.asInt() < 1 && chunk.asInt() != LAST)) {
            throw ContentsWriter.bad(
                    "A chunk's number is 1, 2, … and " + LAST + " for the last one, not " + chunk + ".");
        }
        return chunk.asInt();
    }

    private void append(SharePath path, SharePath gathered, byte[] bytes) throws IOException {
        if (share.find(gathered).isEmpty()) {
            throw Problem.of(
                            400,
                            "no-such-upload",
                            "The chunks of " + path + " before this one are not here.",
                            "Begin the upload again.")
                    .asException();
        }
        if (share.append(gathered, out -> out.write(bytes)) > config.maxFile()) {
            share.delete(gathered);
            throw Problem.of(
                            413,
                            "file-too-large",
                            path + " is larger than the " + config.maxFile() + " bytes that an upload may have.",
                            "Copy it to the share in another way: scp, a datastore.")
                    .asException();
        }
    }
}

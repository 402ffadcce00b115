package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code /api/resolvePath}: the path on the share of a file that a kernel, a traceback for instance, names by its path on
 * this computer. What lies elsewhere is not told from what is not there.
 */
final class PathResolver {
    private final ContentsReader reader;
    private final Share share;

    PathResolver(ContentsReader reader, Share share) {
        this.reader = reader;
        this.share = share;
    }

    Reply get(Request request) throws IOException {
        Optional<SharePath> path = known(request.require("path"));
        ObjectNode answer = ContentsJson.MAPPER.createObjectNode();
        ArrayNode resolved = answer.putArray("resolved");
        path.ifPresent(known -> resolved.addObject().put("scope", "server").put("path", known.text()));
        return Reply.json(answer);
    }

    private Optional<SharePath> known(String text) throws IOException {
        try {
            Path path = share.root().resolve(text).normalize();
            if (!path.startsWith(share.root())) {
                return Optional.empty();
            }
            SharePath below = SharePath.of(share.root().relativize(path).toString());
            reader.visible(below);
            return Optional.of(below);
        } catch (InvalidPathException e) {
            return Optional.empty();
        } catch (ProblemException e) {
            if (e.problem().status() == 404 || e.problem().status() == 400) {
                return Optional.empty();
            }
            throw e;
        }
    }
}

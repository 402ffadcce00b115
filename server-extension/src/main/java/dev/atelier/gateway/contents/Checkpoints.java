package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.util.Optional;

/** One earlier state of each file, beside it in {@code .ipynb_checkpoints}, as jupyter_server keeps it. */
final class Checkpoints {
    static final String ID = "checkpoint";
    static final String FOLDER = ".ipynb_checkpoints";

    private final Share share;

    Checkpoints(Share share) {
        this.share = share;
    }

    ArrayNode list(SharePath path) throws IOException {
        ArrayNode found = ContentsJson.MAPPER.createArrayNode();
        find(path).ifPresent(entry -> found.add(model(entry)));
        return found;
    }

    ObjectNode create(SharePath path) throws IOException {
        if (!share.entry(path).isFile()) {
            throw Problem.of(400, "bad-type", path + " is no file, and only files have checkpoints.")
                    .asException();
        }
        SharePath folder = path.parent().child(FOLDER);
        Folders.ensure(share, folder);
        FileCopy.copy(share, path, place(path));
        return model(share.entry(place(path)));
    }

    void restore(SharePath path, String id) throws IOException {
        known(path, id);
        FileCopy.copy(share, place(path), path);
    }

    void delete(SharePath path, String id) throws IOException {
        known(path, id);
        share.delete(place(path));
    }

    /** Lets the checkpoint follow its file. */
    void moved(SharePath from, SharePath to) throws IOException {
        if (find(from).isPresent()) {
            Folders.ensure(share, to.parent().child(FOLDER));
            if (find(to).isPresent()) {
                share.delete(place(to));
            }
            share.move(place(from), place(to));
        }
    }

    void deleted(SharePath path) throws IOException {
        if (find(path).isPresent()) {
            share.delete(place(path));
        }
    }

    void folderDeleted(SharePath folder) throws IOException {
        SharePath checkpoints = folder.child(FOLDER);
        if (share.find(checkpoints).isPresent() && share.isPlainFolder(checkpoints)) {
            share.deleteTree(checkpoints);
        }
    }

    private Optional<Entry> find(SharePath path) throws IOException {
        return path.isRoot() ? Optional.empty() : share.find(place(path)).filter(Entry::isFile);
    }

    private void known(SharePath path, String id) throws IOException {
        if (!id.equals(ID) || find(path).isEmpty()) {
            throw Problem.of(404, "no-such-checkpoint", "Checkpoint does not exist: " + path + "@" + id)
                    .asException();
        }
    }

    /** {@code a.tar.gz} becomes {@code a.tar-checkpoint.gz}, in Python's way of splitting names. */
    private static SharePath place(SharePath path) {
        String name = path.name();
        int dot = name.lastIndexOf('.');
        boolean split = dot > 0 && name.substring(0, dot).chars().anyMatch(c -> c != '.');
        String marked = split ? name.substring(0, dot) + "-" + ID + name.substring(dot) : name + "-" + ID;
        return path.parent().child(FOLDER).child(marked);
    }

    private static ObjectNode model(Entry entry) {
        return ContentsJson.MAPPER
                .createObjectNode()
                .put("id", ID)
                .put("last_modified", Timestamps.format(entry.modified()));
    }
}

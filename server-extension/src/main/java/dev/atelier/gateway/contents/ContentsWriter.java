package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.Before;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Sha256;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** Saves, makes, copies, renames and deletes, in the order and with the refusals of jupyter_server's contents manager. */
final class ContentsWriter {
    private static final System.Logger LOG = System.getLogger(ContentsWriter.class.getName());

    private final Share share;
    private final ContentsReader reader;
    private final Checkpoints checkpoints;
    private final TrustStore trust;
    private final ContentsConfig config;
    private final Trash trash;
    private final Uploads uploads;

    ContentsWriter(
            Share share, ContentsReader reader, Checkpoints checkpoints, TrustStore trust, ContentsConfig config) {
        this.share = share;
        this.reader = reader;
        this.checkpoints = checkpoints;
        this.trust = trust;
        this.config = config;
        this.trash = new Trash(share);
        this.uploads = new Uploads(share, trash, config);
    }

    /** A file, folder or notebook that was not there; what the model leaves out is guessed from the name. */
    ContentsModel create(Draft draft) throws IOException {
        ObjectNode model = draft.model();
        if (!model.has("type")) {
            model.put("type", draft.path().name().endsWith(".ipynb") ? ContentsReader.NOTEBOOK : ContentsReader.FILE);
        }
        if (!model.has("content") && !draft.type().equals(ContentsReader.FOLDER)) {
            if (draft.type().equals(ContentsReader.NOTEBOOK)) {
                model.put("format", "json").set("content", Notebook.empty().root());
            } else {
                model.put("type", ContentsReader.FILE).put("format", "text").put("content", "");
            }
        }
        return save(draft);
    }

    /** The model that comes back has the hash of what was written where the draft says what it is based on. */
    ContentsModel save(Draft draft) throws IOException {
        SharePath path = draft.path();
        if (!draft.model().has("type")) {
            throw bad("No file type provided");
        }
        if (draft.content().isMissingNode() && !draft.type().equals(ContentsReader.FOLDER)) {
            throw bad("No file content provided");
        }
        if (path.isHidden()) {
            throw bad("Cannot create file or directory '" + path + "'");
        }
        if (draft.model().hasNonNull("chunk")) {
            return uploads.save(draft, reader);
        }
        return switch (draft.type()) {
            case ContentsReader.NOTEBOOK -> saveNotebook(draft);
            case ContentsReader.FILE -> saveFile(draft);
            case ContentsReader.FOLDER -> {
                saveFolder(path);
                yield reader.model(path);
            }
            default -> throw bad("Unhandled contents type: " + draft.type());
        };
    }

    private ContentsModel saveFile(Draft draft) throws IOException {
        byte[] bytes = decoded(draft.model());
        trash.withRoom(bytes.length, () -> share.write(draft.path(), draft.before(), out -> out.write(bytes)));
        return saved(draft, () -> Sha256.of(bytes));
    }

    private ContentsModel saveNotebook(Draft draft) throws IOException {
        SharePath path = draft.path();
        boolean vouchedFor = TrustStore.vouchedFor(draft.content());
        Notebook notebook = Notebook.of(draft.content(), path.text());
        Chunks bytes = new Chunks();
        notebook.write(bytes);
        Supplier<Sha256> hash = Beside.of(bytes.size(), bytes::hash);
        trash.withRoom(bytes.size(), () -> share.write(path, draft.before(), bytes::writeTo));
        trust.wrote(hash.get());
        if (vouchedFor) {
            trust.trust(hash.get());
        }
        firstCheckpoint(path);
        return saved(draft, hash).message(notebook.flaw());
    }

    /** The notebook is saved by then, so a full disk must not make its person believe otherwise. */
    private void firstCheckpoint(SharePath path) throws IOException {
        try {
            if (checkpoints.list(path).isEmpty()) {
                checkpoints.create(path);
            }
        } catch (ProblemException e) {
            LOG.log(
                    Level.WARNING,
                    () -> path + " has no checkpoint: " + e.problem().sentences());
        }
    }

    private ContentsModel saved(Draft draft, Supplier<Sha256> hash) throws IOException {
        ContentsModel model = reader.model(draft.path());
        return draft.isBased() ? model.hash(hash.get()) : model;
    }

    private void saveFolder(SharePath path) throws IOException {
        Optional<Entry> there = share.find(path);
        if (there.isEmpty()) {
            share.createFolder(path);
        } else if (!there.get().isFolder()) {
            throw bad("Not a directory: " + path);
        }
    }

    /** The bytes of a model's content. @throws ProblemException 400 */
    static byte[] decoded(ObjectNode model) {
        String format = model.path("format").asText();
        String content = model.path("content").asText();
        if (!model.path("content").isTextual()) {
            throw bad("The content of a file must be a string");
        }
        return switch (format) {
            case "text" -> content.getBytes(StandardCharsets.UTF_8);
            case "base64" -> {
                try {
                    yield Base64.getMimeDecoder().decode(content);
                } catch (IllegalArgumentException e) {
                    throw new ProblemException(
                            Problem.of(400, "bad-content", "The content is not Base64: " + e.getMessage()), e);
                }
            }
            default -> throw bad("Must specify format of file contents as 'text' or 'base64'");
        };
    }

    ContentsModel untitled(SharePath folder, Optional<String> wantedType, String extension) throws IOException {
        if (share.find(folder).filter(Entry::isFolder).isEmpty()) {
            throw Problem.of(404, "no-such-folder", "No such directory: " + folder)
                    .asException();
        }
        String type = wantedType.orElse(extension.equals(".ipynb") ? ContentsReader.NOTEBOOK : ContentsReader.FILE);
        FreeNames names = switch (type) {
            case ContentsReader.FOLDER -> new FreeNames("Untitled Folder" + extension, " ");
            case ContentsReader.NOTEBOOK -> new FreeNames("Untitled.ipynb", "");
            default -> new FreeNames("untitled" + extension, "");
        };
        return names.make(share, folder, path -> {
            ObjectNode model = ContentsJson.MAPPER.createObjectNode().put("type", type);
            if (type.equals(ContentsReader.FOLDER)) {
                share.createFolder(path);
                return reader.model(path);
            }
            return create(new Draft(path, model, new Before.Nothing(), ""));
        });
    }

    ContentsModel copy(SharePath from, SharePath to) throws IOException {
        Entry source = reader.visible(from);
        if (source.isFolder() && !to.isHidden()) {
            Folders.ensure(share, to); // a folder is copied into the one that is named, which need not be there
        }
        if (share.find(to).filter(Entry::isFolder).isPresent()) {
            FreeNames names = new FreeNames(from.name().replaceAll("-Copy\\d*\\.", "."), "-Copy");
            return names.make(share, to, path -> copyAs(source, path, new Before.Nothing()));
        }
        return copyAs(source, to, new Before.Anything());
    }

    private ContentsModel copyAs(Entry source, SharePath target, Before before) throws IOException {
        if (target.isHidden()) {
            throw bad("Cannot copy file or directory '" + source.path() + "'");
        }
        if (share.find(target.parent()).filter(Entry::isFolder).isEmpty()) {
            throw Problem.of(404, "no-such-folder", "No such parent directory: " + target.parent() + " to copy file in")
                    .asException();
        }
        if (source.isFolder()) {
            FileCopy.copyFolder(share, source.path(), target, config.maxFile());
        } else {
            FileCopy.copy(share, source.path(), target, before);
            if (target.name().endsWith(".ipynb")) {
                firstCheckpoint(target);
            }
        }
        return reader.model(target);
    }

    ContentsModel rename(SharePath from, SharePath to) throws IOException {
        if (from.isHidden() || to.isHidden()) {
            throw bad("Cannot rename file or directory '" + from + "'");
        }
        if (!from.equals(to)) {
            share.move(from, to);
            checkpoints.moved(from, to);
        }
        return reader.model(to);
    }

    void delete(SharePath path) throws IOException {
        if (path.isHidden()) {
            throw bad("Cannot delete file or directory '" + path + "'");
        }
        if (path.isRoot()) {
            throw bad("Can't delete root");
        }
        switch (config.deletion()) {
            case TRASH -> throwAway(path);
            case EMPTY_FOLDERS_ONLY -> deleteForGood(path);
        }
        checkpoints.deleted(path);
    }

    private void throwAway(SharePath path) throws IOException {
        boolean full = share.isPlainFolder(path) && !reader.isEmpty(path);
        try {
            trash.put(path);
        } catch (ProblemException e) {
            if (e.problem().status() == 404) {
                throw e;
            }
            if (full) {
                throw Trash.refused(path, e);
            }
            LOG.log(
                    Level.INFO,
                    () -> path + " is deleted for good: " + e.problem().detail());
            deleteForGood(path);
        }
    }

    private void deleteForGood(SharePath path) throws IOException {
        if (share.isPlainFolder(path)) {
            if (!reader.isEmpty(path)) {
                throw bad("Directory " + path + " not empty");
            }
            checkpoints.folderDeleted(path);
        }
        share.delete(path); // of a folder only when nothing came in meanwhile
    }

    static ProblemException bad(String detail) {
        return Problem.of(400, "bad-request", detail).asException();
    }
}

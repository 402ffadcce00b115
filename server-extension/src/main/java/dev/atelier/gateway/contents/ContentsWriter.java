package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Saves, makes, copies, renames and deletes, in the order and with the refusals of jupyter_server's contents manager. */
final class ContentsWriter {
    private final Share share;
    private final ContentsReader reader;
    private final Checkpoints checkpoints;
    private final TrustStore trust;
    private final ContentsConfig config;

    ContentsWriter(
            Share share, ContentsReader reader, Checkpoints checkpoints, TrustStore trust, ContentsConfig config) {
        this.share = share;
        this.reader = reader;
        this.checkpoints = checkpoints;
        this.trust = trust;
        this.config = config;
    }

    /** A file, folder or notebook that was not there; what the model leaves out is guessed from the name. */
    ContentsModel create(SharePath path, ObjectNode model) throws IOException {
        if (!model.has("type")) {
            model.put("type", path.name().endsWith(".ipynb") ? ContentsReader.NOTEBOOK : ContentsReader.FILE);
        }
        if (!model.has("content") && !type(model).equals(ContentsReader.FOLDER)) {
            if (type(model).equals(ContentsReader.NOTEBOOK)) {
                model.put("format", "json").set("content", Notebook.empty().root());
            } else {
                model.put("type", ContentsReader.FILE).put("format", "text").put("content", "");
            }
        }
        return save(path, model);
    }

    ContentsModel save(SharePath path, ObjectNode model) throws IOException {
        if (!model.has("type")) {
            throw bad("No file type provided");
        }
        JsonNode content = model.path("content");
        if (content.isMissingNode() && !type(model).equals(ContentsReader.FOLDER)) {
            throw bad("No file content provided");
        }
        if (path.isHidden()) {
            throw bad("Cannot create file or directory '" + path + "'");
        }
        if (model.hasNonNull("chunk")) {
            return new Uploads(share, config).save(path, model, reader);
        }
        Optional<String> message = Optional.empty();
        switch (type(model)) {
            case ContentsReader.NOTEBOOK -> message = saveNotebook(path, content);
            case ContentsReader.FILE -> {
                byte[] bytes = decoded(model);
                share.write(path, out -> out.write(bytes));
            }
            case ContentsReader.FOLDER -> saveFolder(path);
            default -> throw bad("Unhandled contents type: " + type(model));
        }
        return reader.model(path).message(message);
    }

    private Optional<String> saveNotebook(SharePath path, JsonNode content) throws IOException {
        boolean vouchedFor = TrustStore.vouchedFor(content);
        Notebook notebook = Notebook.of(content, path.text());
        byte[] bytes = notebook.bytes();
        share.write(path, out -> out.write(bytes));
        if (vouchedFor) {
            trust.trust(notebook);
        }
        if (checkpoints.list(path).isEmpty()) {
            checkpoints.create(path);
        }
        return notebook.flaw();
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
        String name = switch (type) {
            case ContentsReader.FOLDER -> free(folder, "Untitled Folder" + extension, " ");
            case ContentsReader.NOTEBOOK -> free(folder, "Untitled.ipynb", "");
            default -> free(folder, "untitled" + extension, "");
        };
        ObjectNode model = ContentsJson.MAPPER.createObjectNode().put("type", type);
        return create(folder.child(name), model);
    }

    ContentsModel copy(SharePath from, SharePath to) throws IOException {
        Entry source = reader.visible(from);
        boolean into = share.find(to).filter(Entry::isFolder).isPresent();
        SharePath target = into ? to.child(free(to, from.name().replaceAll("-Copy\\d*\\.", "."), "-Copy")) : to;
        if (target.isHidden()) {
            throw bad("Cannot copy file or directory '" + from + "'");
        }
        if (share.find(target.parent()).filter(Entry::isFolder).isEmpty()) {
            throw Problem.of(404, "no-such-folder", "No such parent directory: " + target.parent() + " to copy file in")
                    .asException();
        }
        if (source.isFolder()) {
            FileCopy.copyFolder(share, from, target, config.maxFile());
        } else {
            FileCopy.copy(share, from, target);
            if (target.name().endsWith(".ipynb") && checkpoints.list(target).isEmpty()) {
                checkpoints.create(target);
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
        if (share.isPlainFolder(path)) {
            deleteFolder(path);
        } else {
            share.delete(path);
            checkpoints.deleted(path);
        }
    }

    private void deleteFolder(SharePath path) throws IOException {
        if (config.deletion() == ContentsConfig.Deletion.WHOLE_FOLDERS) {
            share.deleteTree(path);
            return;
        }
        if (!reader.isEmpty(path)) {
            throw bad("Directory " + path + " not empty");
        }
        checkpoints.folderDeleted(path);
        share.delete(path); // refuses by itself where something came in meanwhile, or lies there that is not shown
    }

    /** The first free name: as it is, or with a number from 1. */
    private String free(SharePath folder, String name, String insert) throws IOException {
        int dot = name.endsWith(".ipynb") ? name.lastIndexOf('.') : name.indexOf('.');
        String base = dot < 0 ? name : name.substring(0, dot);
        String suffix = dot < 0 ? "" : name.substring(dot);
        for (int i = 0; i < 10_000; i++) {
            String candidate = base + (i == 0 ? "" : insert + i) + suffix;
            if (share.find(folder.child(candidate)).isEmpty()) {
                return candidate;
            }
        }
        throw Problem.of(409, "no-free-name", "Too many files are called " + name + ".", "Rename or delete some.")
                .asException();
    }

    private static String type(ObjectNode model) {
        return model.path("type").asText();
    }

    static ProblemException bad(String detail) {
        return Problem.of(400, "bad-request", detail).asException();
    }
}

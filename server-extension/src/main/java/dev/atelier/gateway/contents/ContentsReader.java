package dev.atelier.gateway.contents;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Sha256;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Models of what is there. */
final class ContentsReader {
    static final String NOTEBOOK = "notebook";
    static final String FOLDER = "directory";
    static final String FILE = "file";
    private static final Set<String> TYPES = Set.of(NOTEBOOK, FOLDER, FILE);
    private static final Pattern UNLISTED = Pattern.compile("__pycache__|.*\\.py[co]|\\.DS_Store|.*~");
    /** Up to here an answer is put together in memory. */
    private static final long SMALL = 1 << 20;

    private final Share share;
    private final ContentsConfig config;
    private final NotebookReader notebooks;

    ContentsReader(Share share, NotebookReader notebooks, ContentsConfig config) {
        this.share = share;
        this.config = config;
        this.notebooks = notebooks;
    }

    /**
     * What a GET asks for.
     *
     * @param type one of Jupyter's three; any other word means file
     * @param format text or base64, of files
     */
    record Wish(Optional<String> type, Optional<String> format, Set<Part> parts) {
        enum Part {
            CONTENT,
            HASH
        }

        Wish {
            type = type.map(t -> TYPES.contains(t) ? t : FILE);
        }

        boolean content() {
            return parts.contains(Part.CONTENT);
        }

        boolean hash() {
            return parts.contains(Part.HASH);
        }
    }

    /** Without content, of the type that the name says. */
    ContentsModel model(SharePath path) throws IOException {
        return bare(visible(path));
    }

    Entry visible(SharePath path) throws IOException {
        if (path.isHidden()) {
            throw Problem.of(404, "no-such-file", "file or directory '" + path + "' does not exist")
                    .asException();
        }
        return share.entry(path);
    }

    Reply get(SharePath path, Wish wish) throws IOException, InterruptedException {
        Entry entry = visible(path);
        if (entry.isFolder()) {
            if (wish.type().filter(type -> !type.equals(FOLDER)).isPresent()) {
                throw badType(path + " is a directory, not a " + wish.type().get());
            }
            return reply(folder(entry, wish));
        }
        if (wish.type().equals(Optional.of(FOLDER))) {
            throw badType(path + " is not a directory");
        }
        if (!entry.isFile()) {
            throw badType("Cannot read non-file " + path);
        }
        String type = wish.type().orElse(isNotebook(path) ? NOTEBOOK : FILE);
        return type.equals(NOTEBOOK) ? notebooks.get(entry, wish) : file(entry, wish);
    }

    private static ContentsModel bare(Entry entry) {
        String type = entry.isFolder() ? FOLDER : isNotebook(entry.path()) ? NOTEBOOK : FILE;
        return ContentsModel.of(entry, type)
                .mimetype(type.equals(FILE) ? MimeTypes.of(entry.path().name()) : Optional.empty());
    }

    private static boolean isNotebook(SharePath path) {
        return path.name().endsWith(".ipynb");
    }

    static Reply reply(ContentsModel model) {
        return new Reply.Json(
                200,
                model.json(),
                Map.of("Last-Modified", HttpDates.format(model.entry().modified())));
    }

    private ContentsModel folder(Entry entry, Wish wish) throws IOException {
        ContentsModel model = ContentsModel.of(entry, FOLDER);
        if (!wish.content()) {
            return model;
        }
        ArrayNode children = ContentsJson.MAPPER.createArrayNode();
        for (Entry child : share.list(entry.path())) {
            String name = child.path().name();
            if (!name.startsWith(".") && !UNLISTED.matcher(name).matches()) {
                children.add(bare(child).json());
            }
        }
        return model.content("json", children);
    }

    private Reply file(Entry entry, Wish wish) throws IOException {
        SharePath path = entry.path();
        Optional<String> mimetype = MimeTypes.of(path.name());
        ContentsModel model = ContentsModel.of(entry, FILE).mimetype(mimetype);
        if (wish.hash()) {
            model.hash(sha256(path));
        }
        if (!wish.content()) {
            return reply(model);
        }
        bounded(entry, config.maxFile());
        String format = format(path, wish.format());
        model.mimetype(
                mimetype.or(() -> Optional.of(format.equals("text") ? "text/plain" : "application/octet-stream")));
        if (entry.size() <= SMALL) {
            byte[] bytes = bytes(entry, config.maxFile());
            String content =
                    format.equals("text") ? new String(bytes, StandardCharsets.UTF_8) : Base64Lines.encode(bytes);
            return reply(model.content(format, model.json().textNode(content)));
        }
        return streamed(model, format);
    }

    /** A large file's model, written while the file is read: its content never lies in memory as a whole. */
    private Reply streamed(ContentsModel model, String format) {
        model.json().put("format", format);
        model.json().remove("content");
        return new Reply.Live(
                200,
                "application/json",
                out -> {
                    try (InputStream in =
                            Channels.newInputStream(share.read(model.entry().path()))) {
                        write(model, format, in, out);
                    }
                },
                Map.of("Last-Modified", HttpDates.format(model.entry().modified())));
    }

    private static void write(ContentsModel model, String format, InputStream in, OutputStream out) throws IOException {
        try (JsonGenerator json = ContentsJson.MAPPER.createGenerator(new BufferedOutputStream(out, 64 << 10))) {
            json.writeStartObject();
            for (Map.Entry<String, JsonNode> field : model.json().properties()) {
                json.writeFieldName(field.getKey());
                json.writeTree(field.getValue());
            }
            json.writeFieldName("content");
            Reader content = format.equals("text")
                    ? new InputStreamReader(in, StandardCharsets.UTF_8)
                    : new InputStreamReader(new Base64Lines(in), StandardCharsets.US_ASCII);
            json.writeString(content, -1);
            json.writeEndObject();
        }
    }

    private String format(SharePath path, Optional<String> wanted) throws IOException {
        if (wanted.equals(Optional.of("base64"))) {
            return "base64";
        }
        try (Reader reader = new InputStreamReader(
                Channels.newInputStream(share.read(path)),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT))) {
            reader.transferTo(Writer.nullWriter());
            return "text";
        } catch (CharacterCodingException e) {
            if (wanted.isPresent()) {
                throw new ProblemException(
                        Problem.of(400, "bad-format", path + " is not UTF-8 encoded", "Ask for it as base64."), e);
            }
            return "base64";
        }
    }

    private byte[] bytes(Entry entry, long max) throws IOException {
        bounded(entry, max);
        try (InputStream in = Channels.newInputStream(share.read(entry.path()))) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16, max + 1));
            if (bytes.length > max) {
                throw tooLarge(entry.path(), max);
            }
            return bytes;
        }
    }

    private static void bounded(Entry entry, long max) {
        if (entry.size() > max) {
            throw tooLarge(entry.path(), max);
        }
    }

    static ProblemException tooLarge(SharePath path, long max) {
        return Problem.of(
                        413,
                        "file-too-large",
                        path + " is larger than the " + max + " bytes that are shown here.",
                        "Download it, or read it in a kernel.")
                .asException();
    }

    private static ProblemException badType(String detail) {
        return Problem.of(400, "bad-type", detail).asException();
    }

    private Sha256 sha256(SharePath path) throws IOException {
        try (InputStream in = Channels.newInputStream(share.read(path))) {
            return Sha256.of(in);
        }
    }

    /** Whether a folder holds nothing but its checkpoints. */
    boolean isEmpty(SharePath folder) throws IOException {
        List<Entry> entries = share.list(folder);
        return entries.stream().allMatch(entry -> entry.path().name().equals(Checkpoints.FOLDER));
    }
}

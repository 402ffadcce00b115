package dev.atelier.gateway.contents;

import dev.atelier.api.Problem;
import dev.atelier.gateway.http.ByteRange;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code /files}: a file's bytes as they are. Pages among them run in a sandbox, an origin that is nobody's. */
final class FilesHandler {
    private final ContentsReader reader;
    private final Share share;
    private final String policy;

    FilesHandler(ContentsReader reader, Share share, ContentsConfig config) {
        this.policy = "frame-ancestors 'self'; report-uri " + config.basePath()
                + "api/security/csp-report; sandbox allow-scripts";
        this.reader = reader;
        this.share = share;
    }

    Reply get(Request request) throws IOException {
        SharePath path = SharePath.of(request.variable("path"));
        Entry entry = reader.visible(path);
        if (!entry.isFile()) {
            throw Problem.of(400, "bad-type", path + " is a directory, not a file")
                    .asException();
        }
        Map<String, String> headers = headers(request, entry);
        if (request.headerList("If-None-Match").stream().anyMatch(tag -> isKnown(tag, headers.get("ETag")))) {
            return new Reply.Empty(304, headers);
        }
        boolean current =
                request.header("If-Range").map(headers.get("ETag")::equals).orElse(true);
        return send(entry, headers, current ? request.header("Range") : Optional.empty());
    }

    /** By the weak comparison of RFC 9110, section 8.8.3.2. */
    private static boolean isKnown(String tag, String ours) {
        return tag.equals("*") || tag.equals(ours) || tag.equals("W/" + ours);
    }

    private Map<String, String> headers(Request request, Entry entry) {
        String name = entry.path().name();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", policy);
        headers.put("Accept-Ranges", "bytes");
        headers.put("Last-Modified", HttpDates.format(entry.modified()));
        headers.put(
                "ETag",
                "\"" + Long.toHexString(entry.modified().toEpochMilli()) + "-" + Long.toHexString(entry.size()) + "\"");
        boolean download = request.query("download").filter(d -> !d.isEmpty()).isPresent();
        if (download || name.endsWith(".ipynb")) {
            String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
            headers.put("Content-Disposition", "attachment; filename*=utf-8''" + encoded);
        }
        return headers;
    }

    private Reply send(Entry entry, Map<String, String> headers, Optional<String> wanted) throws IOException {
        String type = contentType(entry);
        FileChannel file = share.read(entry.path());
        try {
            long size = file.size();
            return switch (ByteRange.of(wanted, size)) {
                case ByteRange.Whole whole -> part(200, type, file, 0, size, headers);
                case ByteRange.Part part -> {
                    headers.put("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size);
                    yield part(206, type, file, part.first(), part.length(), headers);
                }
                case ByteRange.Unsatisfiable none -> {
                    file.close();
                    headers.put("Content-Range", "bytes */" + size);
                    yield new Reply.Empty(416, headers);
                }
            };
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Reply part(
            int status, String type, FileChannel file, long first, long length, Map<String, String> headers)
            throws IOException {
        file.position(first);
        headers.put("Content-Length", Long.toString(length));
        return new Reply.Streamed(status, type, new Bounded(Channels.newInputStream(file), length), headers);
    }

    private static String contentType(Entry entry) {
        String name = entry.path().name();
        if (name.toLowerCase(Locale.ROOT).endsWith(".ipynb")) {
            return "application/x-ipynb+json";
        }
        if (MimeTypes.isCompressed(name)) {
            return name.endsWith(".gz") ? "application/gzip" : "application/octet-stream";
        }
        String known = MimeTypes.of(name).orElse("application/octet-stream");
        return known.equals("text/plain") ? "text/plain; charset=UTF-8" : known;
    }

    /** The first bytes of a stream: the length was promised in a header, and the file may grow meanwhile. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }
    }
}

package dev.atelier.gateway.forward;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The body of a response: where it ends (RFC 9112, section 6.3), without its framing. */
abstract sealed class ResponseBody implements Shaper {
    private static final ByteBuffer[] NOTHING = {};
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** Something came after it, for which nobody has asked. */
    private boolean surplus;

    private ResponseBody() {}

    static ResponseBody of(ResponseHead head, boolean headRequest) throws IOException {
        if (headRequest || head.status() == 204 || head.status() == 304) {
            return new Sized(0);
        }
        if (head.values("Transfer-Encoding").findAny().isPresent()) {
            if (!head.values("Transfer-Encoding").allMatch("chunked"::equalsIgnoreCase)
                    || head.values("Content-Length").findAny().isPresent()) {
                throw new IOException("its answer says in two ways where it ends");
            }
            return new Chunked();
        }
        List<String> lengths = head.values("Content-Length").distinct().toList();
        if (lengths.isEmpty()) {
            return new UntilTheEnd();
        }
        if (lengths.size() > 1 || !LENGTH.matcher(lengths.getFirst()).matches()) {
            throw new IOException("its answer has a Content-Length that is no number");
        }
        return new Sized(Long.parseLong(lengths.getFirst()));
    }

    /** How long it is, where that is known before it comes. */
    OptionalLong length() {
        return OptionalLong.empty();
    }

    /** Whether the connection stands where another answer may begin. */
    boolean endsClean() {
        return over() && !surplus;
    }

    @Override
    public ByteBuffer[] atEnd() throws IOException {
        throw new EOFException("it ended in the middle of an answer");
    }

    final void leftOver(boolean any) {
        surplus = any;
    }

    private static final class Sized extends ResponseBody {
        private final long length;
        private long missing;

        Sized(long length) {
            this.length = length;
            this.missing = length;
        }

        @Override
        OptionalLong length() {
            return OptionalLong.of(length);
        }

        @Override
        public ByteBuffer[] shape(ByteBuffer raw) {
            int mine = (int) Math.min(missing, raw.remaining());
            leftOver(mine < raw.remaining());
            missing -= mine;
            return new ByteBuffer[] {raw.limit(raw.position() + mine)};
        }

        @Override
        public boolean over() {
            return missing == 0;
        }
    }

    private static final class UntilTheEnd extends ResponseBody {
        private boolean ended;

        @Override
        public ByteBuffer[] shape(ByteBuffer raw) {
            return new ByteBuffer[] {raw};
        }

        @Override
        public boolean over() {
            return ended;
        }

        @Override
        boolean endsClean() {
            return false; // the connection is gone
        }

        @Override
        public ByteBuffer[] atEnd() {
            ended = true;
            return NOTHING;
        }
    }

    private static final class Chunked extends ResponseBody {
        private final Dechunker dechunker = new Dechunker();

        @Override
        public ByteBuffer[] shape(ByteBuffer raw) throws IOException {
            int after = dechunker.compact(raw);
            leftOver(after > 0);
            return new ByteBuffer[] {raw};
        }

        @Override
        public boolean over() {
            return dechunker.over();
        }
    }
}

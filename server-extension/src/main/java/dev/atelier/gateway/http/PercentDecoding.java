package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-decoding that takes nothing on trust: every escape must be two hex digits, and the bytes must be UTF-8. */
final class PercentDecoding {
    private PercentDecoding() {}

    /** @throws dev.atelier.api.ProblemException {@code bad-path} (400) */
    static String path(String raw) {
        return decode(raw, "path", raw);
    }

    /** As in forms, where {@code +} is a space. */
    static String query(String raw) {
        return decode(raw.replace('+', ' '), "query", raw);
    }

    private static String decode(String raw, String what, String shown) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        ByteBuffer bytes = ByteBuffer.allocate(raw.length() * 3);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int value = i + 2 < raw.length() ? hex(raw.charAt(i + 1)) << 4 | hex(raw.charAt(i + 2)) : -1;
            if (value < 0) {
                throw bad(what, "has a % that two hex digits do not follow", shown);
            }
            bytes.put((byte) value);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw bad(what, "is not UTF-8 once decoded", shown);
        }
    }

    /** Of ASCII alone ({@link Character#digit} knows other scripts' digits too); negative when it is none. */
    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static ProblemException bad(String what, String why, String shown) {
        return Problem.of(400, "bad-" + what, "The " + what + " " + why + ": " + shown + ".")
                .asException();
    }
}

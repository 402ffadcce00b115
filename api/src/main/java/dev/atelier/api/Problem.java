package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import java.util.Optional;

/**
 * What went wrong, in the shape of RFC 9457 ({@code application/problem+json}).
 *
 * @param code stable and machine-readable, lower case with dashes: {@code unknown-instance}
 * @param status the HTTP status that carries it
 * @param detail one or two sentences for a person: the thing and the value that was wrong
 * @param next what to do or type next; empty when nothing can be done
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Problem(String code, int status, String detail, Optional<String> next) {

    public static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        Objects.requireNonNull(code, "code");
        detail = Objects.requireNonNullElse(detail, code);
        next = next == null ? Optional.empty() : next;
    }

    public static Problem of(int status, String code, String detail, String next) {
        return new Problem(code, status, detail, Optional.of(next));
    }

    public static Problem of(int status, String code, String detail) {
        return new Problem(code, status, detail, Optional.empty());
    }

    /** The sentences as a person reads them: what was wrong, then what to do. */
    public String sentences() {
        return next.map(n -> detail + " " + n).orElse(detail);
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }
}

package dev.atelier.gateway.http;

import dev.atelier.api.Problem;

/** Somebody asks too often. */
final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final long seconds;

    /** @param seconds after which it is worth while to ask again */
    TooManyException(Problem problem, long seconds) {
        super(problem.sentences());
        this.problem = problem;
        this.seconds = seconds;
    }

    Problem problem() {
        return problem;
    }

    long seconds() {
        return seconds;
    }
}

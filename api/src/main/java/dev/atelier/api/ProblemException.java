package dev.atelier.api;

/** A {@link Problem} on its way to whoever asked. Its message is what a person should read. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.sentences());
        this.problem = problem;
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.sentences(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}

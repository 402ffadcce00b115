package dev.atelier.kernel.evaluation;

/** Ends a cell that the person interrupted. An error, so that a cell's own {@code catch (Exception e)} lets it pass. */
public final class CellInterruptedError extends Error {
    private static final long serialVersionUID = 1L;

    CellInterruptedError() {
        super("The cell was interrupted.", null, false, false);
    }
}

package dev.atelier.kernel.session;

import dev.atelier.kernel.evaluation.ErrorReport;

/** Java that a magic ran has failed; the report is the cell's. */
final class NestedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorReport report;

    NestedFailure(ErrorReport report) {
        super(report.message());
        this.report = report;
    }

    ErrorReport report() {
        return report;
    }
}

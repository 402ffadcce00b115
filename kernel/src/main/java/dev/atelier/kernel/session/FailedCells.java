package dev.atelier.kernel.session;

/** Remembers when a cell failed: what had been queued by then is aborted. One thread. */
final class FailedCells {
    private long failedAt;
    private boolean failed;

    void failedNow() {
        failedAt = System.nanoTime();
        failed = true;
    }

    boolean aborts(long arrivedAt) {
        if (failed && arrivedAt - failedAt > 0) {
            failed = false;
        }
        return failed;
    }
}

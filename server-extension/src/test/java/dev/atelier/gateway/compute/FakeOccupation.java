package dev.atelier.gateway.compute;

import java.util.Optional;

/** Jobs and kernels that are there because a test says so. */
public final class FakeOccupation implements Occupation {
    public volatile int jobs;
    public volatile int starts;

    @Override
    public int jobsOn(String instance) {
        return jobs;
    }

    @Override
    public int startsOn(String instance) {
        return starts;
    }

    @Override
    public Optional<String> notebookOf(String kernel) {
        return kernel.equals("kernel-of-train") ? Optional.of("train.ipynb") : Optional.empty();
    }
}

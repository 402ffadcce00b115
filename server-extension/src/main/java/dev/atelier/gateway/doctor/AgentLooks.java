package dev.atelier.gateway.doctor;

import dev.atelier.api.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What the agent itself tells, and what it tries. */
record AgentLooks(Patient patient, int wantedGpus) {
    private static final Duration RUN = Duration.ofSeconds(20);

    Finding disk() throws IOException, InterruptedException {
        return DiskLook.instance(usage().diskFreeBytes()).finding();
    }

    Finding gpus() throws IOException, InterruptedException {
        int seen = usage().gpus().size();
        if (wantedGpus == 0) {
            return seen == 0
                    ? Finding.skipped("Its size has none.")
                    : Finding.ok(seen + " seen, though its size promises none.");
        }
        return seen >= wantedGpus
                ? Finding.ok(seen + " of " + wantedGpus + " seen.")
                : Finding.failed(
                        seen + " of " + wantedGpus + " GPUs seen.",
                        "Type nvidia-smi in a terminal there: its driver says what is wrong.");
    }

    private Usage usage() throws IOException, InterruptedException {
        return patient.agent().get("/agent/v1/usage").as(Usage.class);
    }

    /** By pip itself, which knows the index that is set there: a computer without one is no fault. */
    Finding network() throws IOException, InterruptedException {
        Patient.Ran ran = patient.run(
                RUN,
                List.of(
                        "python",
                        "-m",
                        "pip",
                        "--disable-pip-version-check",
                        "--no-input",
                        "--timeout",
                        "5",
                        "--retries",
                        "0",
                        "install",
                        "--dry-run",
                        "--ignore-installed",
                        "--no-deps",
                        "--quiet",
                        "six"));
        return ran.exitCode() == 0
                ? Finding.ok("pip reaches its index.")
                : Finding.warning(
                        "pip does not reach its index: " + ran.lastWords(),
                        "Packages can't be installed there; see the instance's network, or pip config.");
    }
}

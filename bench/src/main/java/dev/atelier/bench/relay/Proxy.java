package dev.atelier.bench.relay;

import dev.atelier.bench.Usage;
import java.io.IOException;
import java.util.List;

/**
 * One way to the mill.
 *
 * @param path of a kernel's channels
 * @param v1 whether its clients ask for v1; else they speak the default protocol
 * @param processes whose CPU and memory it is
 */
record Proxy(String name, String url, String path, String token, boolean v1, List<Long> processes) {
    Proxy speakingDefault() {
        return new Proxy(name, url, path, token, false, processes);
    }

    /** CPU seconds since its start. */
    double cpu() throws IOException {
        return new Usage(processes).cpu();
    }

    /** Resident memory in KB. */
    long memory() throws IOException {
        return new Usage(processes).memory();
    }
}

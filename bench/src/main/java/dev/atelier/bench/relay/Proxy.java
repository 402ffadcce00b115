package dev.atelier.bench.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One way to the mill.
 *
 * @param path of a kernel's channels
 * @param v1 whether its clients ask for v1; else they speak the default protocol
 * @param processes whose CPU and memory it is
 */
record Proxy(String name, String url, String path, String token, boolean v1, List<Long> processes) {
    private static final double TICKS_PER_SECOND = 100; // Linux' USER_HZ, on every architecture there is a JDK for

    Proxy speakingDefault() {
        return new Proxy(name, url, path, token, false, processes);
    }

    /** CPU seconds since its start. */
    double cpu() throws IOException {
        long ticks = 0;
        for (long process : processes) {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Resident memory in KB. */
    long memory() throws IOException {
        long kilobytes = 0;
        for (long process : processes) {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kilobytes;
    }
}

package dev.atelier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What some processes have used together. */
public record Usage(List<Long> processes) {
    private static final double TICKS_PER_SECOND = 100; // Linux' USER_HZ, on every architecture there is a JDK for

    /** CPU seconds since their start. */
    public double cpu() throws IOException {
        long ticks = 0;
        for (long process : processes) {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Resident memory in KB. */
    public long memory() throws IOException {
        return status("VmRSS:");
    }

    /** The largest resident memory that each ever had, in KB. */
    public long peakMemory() throws IOException {
        return status("VmHWM:");
    }

    private long status(String field) throws IOException {
        long kilobytes = 0;
        for (long process : processes) {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
                if (line.startsWith(field)) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kilobytes;
    }
}

package dev.atelier.gateway.doctor;

import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the disks have left: the share's, the gateway's, and the instance's where its agent tells. */
final class DiskLook {
    private static final long TOO_LITTLE = 64L << 20;
    private static final long LITTLE = 1L << 30;
    private static final double GIB = 1L << 30;

    private final Map<String, Long> free = new LinkedHashMap<>();

    static DiskLook gateway(Share share, Path home) throws IOException {
        DiskLook disks = new DiskLook();
        disks.free.put("the share", share.usableBytes());
        disks.free.put("the gateway's folder", Files.getFileStore(home).getUsableSpace());
        return disks;
    }

    static DiskLook instance(Optional<Long> bytes) {
        DiskLook disks = new DiskLook();
        bytes.ifPresent(left -> disks.free.put("the instance", left));
        return disks;
    }

    Finding finding() {
        if (free.isEmpty()) {
            return Finding.skipped("The instance does not tell.");
        }
        long least = free.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        String words = free.entrySet().stream()
                        .map(disk -> disk.getKey() + " has " + size(disk.getValue()))
                        .collect(Collectors.joining(", "))
                + " left.";
        String cure =
                "Make room there: empty .trash in the share, or remove images and environments that nobody needs.";
        if (least < TOO_LITTLE) {
            return Finding.failed(words, cure);
        }
        return least < LITTLE ? Finding.warning(words, cure) : Finding.ok(words);
    }

    private static String size(long bytes) {
        return bytes < LITTLE ? (bytes >> 20) + " MiB" : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }
}

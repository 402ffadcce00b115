package dev.atelier.gateway.schedule;

import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Trigger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Time zones by IANA's names and by Windows', which Azure uses; in capitals or not. */
final class TimeZones {
    private static final String TABLE = "windows-zones.txt";

    private static final Map<String, String> WINDOWS = table();
    /** The JDK looks them up as they are written. */
    private static final Map<String, String> IANA = ZoneId.getAvailableZoneIds().stream()
            .collect(Collectors.toUnmodifiableMap(TimeZones::key, id -> id, (one, other) -> one));

    private TimeZones() {}

    /** @throws ProblemException {@code bad-schedule} (400) */
    static ZoneId zone(String name) {
        String known = WINDOWS.getOrDefault(key(name), IANA.getOrDefault(key(name), name));
        try {
            return ZoneId.of(known);
        } catch (DateTimeException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            Trigger.BAD,
                            "There is no time zone “" + Names.shown(name) + "”.",
                            "Use a name like Europe/Berlin, or one of Windows' like W. Europe Standard Time."),
                    e);
        }
    }

    /** All that the table has. */
    static List<String> windowsNames() {
        return List.copyOf(WINDOWS.keySet());
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> table() {
        try (InputStream in = TimeZones.class.getResourceAsStream(TABLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toUnmodifiableMap(row -> key(row[0]), row -> row[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

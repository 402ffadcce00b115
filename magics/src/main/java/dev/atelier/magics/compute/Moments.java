package dev.atelier.magics.compute;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Points in time for whoever looks: in their zone. */
final class Moments {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private Moments() {}

    /** With its day, unless that is today. */
    static String time(Instant time, ZonedDateTime now) {
        ZonedDateTime there = time.atZone(now.getZone());
        LocalDate today = now.toLocalDate();
        return (there.toLocalDate().equals(today) ? TIME : DAY).format(there);
    }

    /** {@code 18:40 (UTC+1)}. */
    static String timeWithOffset(Instant time, ZonedDateTime now) {
        return time(time, now) + " (" + offset(time, now.getZone()) + ")";
    }

    /** {@code UTC}, {@code UTC+1}, {@code UTC+5:30}. */
    private static String offset(Instant time, ZoneId zone) {
        ZoneOffset offset = zone.getRules().getOffset(time);
        return "UTC"
                + (offset.equals(ZoneOffset.UTC)
                        ? ""
                        : offset.getId().replaceFirst("^([+-])0", "$1").replaceFirst(":00$", ""));
    }
}

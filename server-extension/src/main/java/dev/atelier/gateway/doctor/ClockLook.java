package dev.atelier.gateway.doctor;

import dev.atelier.api.Usage;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How far the instance's clock is from the gateway's. The time is that of its last measurement, of which the same is told for
 * two seconds: less than {@link #SEEN} is not seen.
 */
record ClockLook(Patient patient, InstantSource clock) implements Examination.Look {
    private static final Duration SEEN = Duration.ofSeconds(5);
    private static final Duration MUCH = Duration.ofMinutes(1);

    @Override
    public Finding look() throws IOException, InterruptedException {
        Instant before = clock.instant();
        Usage usage = patient.agent().get("/agent/v1/usage").as(Usage.class);
        Instant after = clock.instant();
        try {
            return judge(Instant.parse(usage.measured()), before, after);
        } catch (DateTimeException e) {
            return Finding.failed(
                    "The agent tells no time: " + e.getMessage(), "Type: `compute restart " + patient.name() + "`");
        }
    }

    private static Finding judge(Instant there, Instant before, Instant after) {
        Duration off = there.isAfter(after) ? Duration.between(after, there) : Duration.between(there, before);
        if (off.compareTo(SEEN) <= 0) {
            return Finding.ok("The clocks agree within " + SEEN.toSeconds() + " s.");
        }
        String words = "The instance's clock is " + off.toSeconds() + " s "
                + (there.isAfter(after) ? "ahead of" : "behind") + " the gateway's.";
        String cure = "Let both computers take their time from the network (timedatectl set-ntp true).";
        return off.compareTo(MUCH) > 0 ? Finding.failed(words, cure) : Finding.warning(words, cure);
    }
}

package dev.atelier.gateway.azure;

import dev.atelier.api.IdleSpec;
import dev.atelier.gateway.yaml.Section;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** After which time an idle instance is stopped: two fields for the same. Where both are there, minutes hold, as at Azure. */
final class IdleFields {
    static final String MINUTES = IdleSpec.FIELD;
    static final String SPAN = "idle_time_before_shutdown";

    private static final String SOME_MINUTES =
            "a whole number from " + IdleSpec.LEAST + " to " + IdleSpec.MOST + ", or " + IdleSpec.NEVER + " for never";
    private static final String A_SPAN = "a time like PT30M, from PT15M to P3D, of whole minutes";

    private IdleFields() {}

    static Optional<Integer> read(Section.Keys keys, Warnings warnings) {
        Optional<Integer> minutes =
                keys.optional(MINUTES).flatMap(section -> Numbers.whole(section, SOME_MINUTES, IdleFields::isTime));
        Optional<Section> span = keys.optional(SPAN);
        Optional<Integer> spanned = span.flatMap(section -> section.words(A_SPAN, IdleFields::minutes));
        if (minutes.isPresent() && spanned.isPresent() && !minutes.equals(spanned)) {
            warnings.add(span.orElseThrow(), "nothing is done about it, since " + MINUTES + " says another time.");
        }
        return minutes.or(() -> spanned);
    }

    private static boolean isTime(int minutes) {
        return minutes == IdleSpec.NEVER || isWithin(minutes);
    }

    private static boolean isWithin(long minutes) {
        return minutes >= IdleSpec.LEAST && minutes <= IdleSpec.MOST;
    }

    private static Optional<Integer> minutes(String written) {
        try {
            Duration span = Duration.parse(written);
            return Optional.of(span)
                    .filter(s -> s.equals(Duration.ofMinutes(s.toMinutes())))
                    .map(Duration::toMinutes)
                    .filter(IdleFields::isWithin)
                    .map(Math::toIntExact);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

package dev.atelier.magics.compute;

import dev.atelier.api.IdleLimits;
import dev.atelier.api.Quota;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What holds besides the numbers, as sentences. */
final class QuotaWords {
    private QuotaWords() {}

    static String of(Quota quota) {
        return Stream.concat(
                        Stream.of(
                                quota.stoppedHold()
                                        ? "A stopped instance holds its quota until it is deleted."
                                        : "A stopped instance gives its quota back, and needs room to start again."),
                        idle(quota.idle()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> idle(IdleLimits idle) {
        return Stream.of(
                        idle.usual()
                                .map(minutes -> "An instance is stopped after " + Spans.words(minutes)
                                        + " without activity, unless --idle says another time."),
                        idle.most().map(minutes -> "The longest time for --idle is " + Spans.words(minutes) + "."),
                        idle.mostKept()
                                .map(minutes -> "The longest time for `compute keepalive` is " + Spans.words(minutes)
                                        + " at once."))
                .flatMap(words -> words.stream());
    }
}

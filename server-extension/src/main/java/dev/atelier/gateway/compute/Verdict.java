package dev.atelier.gateway.compute;

import java.time.Instant;

/** Whether an instance is to be stopped because nobody uses it, with the words for it. */
public sealed interface Verdict {
    /** The facts behind it, in words for a person. */
    String why();

    /** Nobody could be asked, so nothing is decided. */
    record Undecided(String why) implements Verdict {}

    /** It is used. */
    record Used(String why) implements Verdict {}

    /** It is idle and not long enough yet. */
    record Waits(Instant since, Instant stopsOn, String why) implements Verdict {}

    /** It is to be stopped. */
    record Due(Instant since, Instant stopsOn, String why) implements Verdict {}
}

package dev.atelier.gateway.limit;

import dev.atelier.api.IdleLimits;
import dev.atelier.api.IdleSpec;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.util.Optional;
import java.util.Set;

/**
 * How long instances may be idle, in minutes.
 *
 * @param usual after how many one is stopped where nobody says; the most when empty
 * @param most after how many it is stopped at the latest; without bound when empty
 * @param mostKept for how many it may be kept running at a time; without bound of the operator's when empty
 * @param exempt people whose instances have no default and no bounds
 */
public record IdleTerms(
        Optional<Integer> usual, Optional<Integer> most, Optional<Integer> mostKept, Set<String> exempt) {

    public IdleTerms {
        exempt = Set.copyOf(exempt);
    }

    public static IdleTerms none() {
        return new IdleTerms(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
    }

    /**
     * The time of a new instance; never when empty.
     *
     * @param asked {@value IdleSpec#NEVER} for never
     * @throws ProblemException {@code bad-idle-time} (400)
     */
    public Optional<Integer> forNew(String owner, Optional<Integer> asked) {
        IdleLimits limits = of(owner);
        if (asked.isEmpty()) {
            return limits.usual();
        }
        Optional<Integer> time = asked.filter(minutes -> minutes != IdleSpec.NEVER);
        require(owner, time);
        return time;
    }

    /**
     * @param asked never when empty
     * @throws ProblemException {@code bad-idle-time} (400)
     */
    public void require(String owner, Optional<Integer> asked) {
        of(owner)
                .most()
                .filter(most -> asked.filter(minutes -> minutes <= most).isEmpty())
                .ifPresent(most -> {
                    throw Problem.of(
                                    400,
                                    "bad-idle-time",
                                    "On this gateway an instance of " + Names.shown(owner) + " is stopped after "
                                            + words(most)
                                            + " without activity at the latest, "
                                            + asked.map(minutes -> "not after " + words(minutes))
                                                    .orElse("not never") + ".",
                                    "Choose " + most
                                            + " minutes or less, or ask the operator of this gateway for more.")
                            .asException();
                });
    }

    /** @throws ProblemException {@code bad-keepalive} (400) */
    public void requireKeep(String owner, int minutes) {
        of(owner).mostKept().filter(most -> minutes > most).ifPresent(most -> {
            throw Problem.of(
                            400,
                            "bad-keepalive",
                            "On this gateway an idle instance of " + Names.shown(owner) + " is kept for " + words(most)
                                    + " at a time at most, not for " + words(minutes) + ".",
                            "Choose a shorter time; it can be kept again later.")
                    .asException();
        });
    }

    /** What holds for instances of this person. */
    public IdleLimits of(String owner) {
        return exempt.contains(owner)
                ? new IdleLimits(Optional.empty(), Optional.empty(), Optional.empty())
                : new IdleLimits(usual.or(() -> most), most, mostKept);
    }

    private static String words(int minutes) {
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }
}

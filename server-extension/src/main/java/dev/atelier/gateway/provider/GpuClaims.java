package dev.atelier.gateway.provider;

import java.util.List;

/** Which instance has which GPU. What is claimed outlives the gateway, and two never get the same. */
public interface GpuClaims {

    /** What came of asking. */
    sealed interface Outcome {}

    /** The place has these from now on, or had them already. */
    record Claimed(List<String> cards) implements Outcome {
        public Claimed {
            cards = List.copyOf(cards);
        }
    }

    /**
     * There are not as many.
     *
     * @param free how many of those that were asked for are nobody's
     * @param holders the names of the instances that have the others, each once
     */
    record Taken(int free, List<String> holders) implements Outcome {
        public Taken {
            holders = List.copyOf(holders);
        }
    }

    /**
     * Claims all or nothing.
     *
     * @param from the cards that will do
     */
    Outcome claim(Place place, int count, List<String> from);

    /** The place has none any more. */
    void release(Place place);
}

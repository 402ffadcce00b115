package dev.atelier.kernel.transport;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * The signatures of the latest messages, since who can listen to a signed message can send it again. On the I/O thread
 * alone.
 */
final class Replays {
    /** Some two megabytes. */
    private static final int MAX_REMEMBERED = 16_384;

    private final Set<String> signatures = new HashSet<>();
    private final Queue<String> oldestFirst = new ArrayDeque<>();

    /** Remembers a signature; the empty one, where nothing is signed, is always new. */
    boolean seen(String signature) {
        if (signature.isEmpty()) {
            return false;
        }
        if (!signatures.add(signature)) {
            return true;
        }
        oldestFirst.add(signature);
        if (oldestFirst.size() > MAX_REMEMBERED) {
            signatures.remove(oldestFirst.remove());
        }
        return false;
    }
}

package dev.atelier.gateway.datastore;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A lock for each instance, out of a fixed number: two instances may share one. */
final class Locks {
    private static final int STRIPES = 64;

    private final List<ReentrantLock> stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    ReentrantLock get(String instance) {
        return stripes.get(Math.floorMod(instance.hashCode(), STRIPES));
    }
}

package dev.atelier.gateway.share;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A lock for each name in each folder, whatever path leads there: what the gateway replaces, moves or deletes it does one after
 * another. It binds nobody who writes in another way, a kernel for instance.
 */
final class Places {
    private static final int STRIPES = 1024;

    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    <T> T hold(Folder folder, String name, Work<T> work) throws IOException {
        ReentrantLock lock = locks.get(stripe(folder, name));
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Two at once, always in the same order, so that two who move against each other do not wait for ever. */
    <T> T holdBoth(Folder folder, String name, Folder other, String otherName, Work<T> work) throws IOException {
        int first = stripe(folder, name);
        int second = stripe(other, otherName);
        ReentrantLock lower = locks.get(Math.min(first, second));
        ReentrantLock higher = locks.get(Math.max(first, second));
        lower.lock();
        higher.lock();
        try {
            return work.run();
        } finally {
            higher.unlock();
            lower.unlock();
        }
    }

    private static int stripe(Folder folder, String name) throws IOException {
        return Math.floorMod(31 * folder.key().hashCode() + name.hashCode(), STRIPES);
    }
}

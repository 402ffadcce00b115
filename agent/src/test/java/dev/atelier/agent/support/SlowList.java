package dev.atelier.agent.support;

import java.util.AbstractList;
import java.util.concurrent.CountDownLatch;

/** An empty list that lets whoever looks at it wait: so a disk that does not answer holds up a thread. */
public final class SlowList<T> extends AbstractList<T> {
    private final CountDownLatch begun;
    private final CountDownLatch go;

    /** @param begun is counted down when somebody waits */
    public SlowList(CountDownLatch begun, CountDownLatch go) {
        this.begun = begun;
        this.go = go;
    }

    @Override
    public int size() {
        begun.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Override
    public T get(int index) {
        throw new IndexOutOfBoundsException(index);
    }
}

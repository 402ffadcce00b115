package dev.atelier.kernel.session;

import java.util.concurrent.atomic.AtomicReference;

/** A part that needs, through others, itself: known before it is made. The built-in magics list all magics, for one. */
final class Late<T> {
    private final AtomicReference<T> value = new AtomicReference<>();

    T set(T made) {
        value.set(made);
        return made;
    }

    T get() {
        return value.get();
    }
}

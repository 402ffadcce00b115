package dev.atelier.kernel.notebook;

import java.util.Iterator;
import java.util.OptionalLong;
import java.util.function.Function;

/** Something to loop over with a bar beside it: an element is done when the next one is asked for. */
final class Tracked<T> implements Iterable<T> {
    private final Iterable<T> elements;
    private final OptionalLong total;
    private final Function<OptionalLong, ProgressBar> bars;

    /** @param bars makes a bar, for each time that somebody begins to loop */
    Tracked(Iterable<T> elements, OptionalLong total, Function<OptionalLong, ProgressBar> bars) {
        this.elements = elements;
        this.total = total;
        this.bars = bars;
    }

    @Override
    public Iterator<T> iterator() {
        return new Steps<>(elements.iterator(), bars.apply(total));
    }

    private static final class Steps<T> implements Iterator<T> {
        private final Iterator<T> elements;
        private final ProgressBar bar;
        private boolean working;

        Steps(Iterator<T> elements, ProgressBar bar) {
            this.elements = elements;
            this.bar = bar;
        }

        @Override
        public boolean hasNext() {
            finish();
            boolean more = elements.hasNext();
            if (!more) {
                bar.close();
            }
            return more;
        }

        @Override
        public T next() {
            finish();
            T next = elements.next();
            working = true;
            return next;
        }

        private void finish() {
            if (working) {
                working = false;
                bar.step();
            }
        }
    }
}

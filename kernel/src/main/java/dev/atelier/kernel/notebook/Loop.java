package dev.atelier.kernel.notebook;

/** What {@code %timeit} makes of a notebook's code: public, because the notebook's own compiler makes it. */
@FunctionalInterface
public interface Loop {
    /** @throws Throwable what the code throws */
    void run(long times, Kept kept) throws Throwable;

    /** Takes values, so that no compiler leaves out what computes them. */
    final class Kept {
        private long number;
        private double fraction;
        private volatile Object object = "";

        public void keep(long value) {
            number ^= value;
        }

        public void keep(double value) {
            fraction += value;
        }

        public void keep(boolean value) {
            number += value ? 1 : 2;
        }

        public void keep(Object value) {
            object = value;
        }

        /** Reads what was taken: what nobody could read need not be kept. */
        public String last() {
            return number + " " + fraction + " " + object;
        }
    }
}

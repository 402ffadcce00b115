package dev.atelier.gateway.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/** One timer an I/O thread for all acknowledgements that wait there: a timer each would cost as much as they save. */
final class AcknowledgementRounds {
    static final long MILLIS = 1;

    private final Map<XnioIoThread, Round> rounds = new ConcurrentHashMap<>();

    Round of(XnioIoThread thread) {
        return rounds.computeIfAbsent(thread, Round::new);
    }

    /** Those of one thread, and for that thread alone. */
    static final class Round {
        private final XnioIoThread thread;
        private List<Acknowledgements> waiting = new ArrayList<>();

        private Round(XnioIoThread thread) {
            this.thread = thread;
        }

        void join(Acknowledgements one) {
            if (waiting.isEmpty()) {
                thread.executeAfter(this::turn, MILLIS, TimeUnit.MILLISECONDS);
            }
            waiting.add(one);
        }

        private void turn() {
            List<Acknowledgements> all = waiting;
            waiting = new ArrayList<>();
            all.forEach(Acknowledgements::turn);
        }
    }
}

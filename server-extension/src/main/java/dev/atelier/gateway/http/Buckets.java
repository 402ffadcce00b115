package dev.atelier.gateway.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A bucket of permits for each of those who come; the one that was not asked for longest is forgotten, full or not. */
final class Buckets {
    private static final int MOST = 10_000;

    private final GateConfig.Rate rate;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST;
        }
    };

    Buckets(GateConfig.Rate rate) {
        this.rate = rate;
    }

    /** Takes a permit, or says how long there will be none. */
    Optional<Duration> take(String name) {
        ConsumptionProbe probe = bucket(name).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** How long there will be no permit; takes none. */
    Optional<Duration> wait(String name) {
        long nanos = bucket(name).estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    int size() {
        synchronized (buckets) {
            return buckets.size();
        }
    }

    private Bucket bucket(String name) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(
                    name,
                    n -> Bucket.builder()
                            .addLimit(
                                    limit -> limit.capacity(rate.atOnce()).refillGreedy(rate.permits(), rate.period()))
                            .build());
        }
    }
}

package dev.atelier.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Times in milliseconds. */
public record Samples(double[] millis) {

    public Samples {
        millis = millis.clone();
        Arrays.sort(millis);
    }

    public static Samples of(List<Double> values) {
        return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public double quantile(double q) {
        return millis[Math.min(millis.length - 1, (int) (q * millis.length))];
    }

    public double median() {
        return quantile(0.5);
    }

    /** {@code median [least, most]}. */
    String spread() {
        return String.format(Locale.ROOT, "%.0f [%.0f, %.0f]", median(), millis[0], millis[millis.length - 1]);
    }

    /** {@code p50, p99}. */
    String percentiles() {
        return String.format(Locale.ROOT, "%.1f, %.1f", median(), quantile(0.99));
    }
}

package dev.atelier.gateway.jupyter;

import dev.atelier.gateway.compute.Computes;
import java.util.Locale;

/**
 * A kernelspec's name as clients see it, taken apart.
 *
 * @param compute the instance
 * @param spec the name that the kernelspec has there
 */
record SpecName(String compute, String spec) {

    String shown() {
        return compute.equals(Computes.LOCAL) ? spec : compute + "." + spec;
    }

    /** {@code box1.python3} where there is an instance {@code box1}; anything else is a kernelspec of {@code local}. */
    static SpecName parse(String shown, Computes computes) {
        int dot = shown.indexOf('.');
        if (dot > 0) {
            String instance = shown.substring(0, dot);
            for (var each : computes.all()) {
                if (each.name().equalsIgnoreCase(instance)) {
                    return new SpecName(each.name(), plain(shown.substring(dot + 1)));
                }
            }
        }
        return new SpecName(Computes.LOCAL, plain(shown));
    }

    /** Kernelspecs are known by lower case alone, as with Jupyter. */
    private static String plain(String spec) {
        return spec.toLowerCase(Locale.ROOT);
    }
}

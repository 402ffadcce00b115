package dev.atelier.kernelspec;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version as Python's packages have it, which is told apart and ordered by a grammar of its own (PEP 440). */
final class PythonVersion {
    private static final Pattern MAVEN =
            Pattern.compile("(\\d+(?:\\.\\d+)*)(?:-(alpha|beta|rc)[.-]?(\\d+))?(-SNAPSHOT)?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> STAGES = Map.of("alpha", "a", "beta", "b", "rc", "rc");

    private PythonVersion() {}

    /**
     * {@code 1.2-SNAPSHOT} is {@code 1.2.dev0}, {@code 1.2-beta-3} is {@code 1.2b3}.
     *
     * @throws IllegalArgumentException when Python has no word for it
     */
    static String of(String maven) {
        Matcher version = MAVEN.matcher(maven);
        if (!version.matches()) {
            throw new IllegalArgumentException("The version " + maven
                    + " has no form in Python. Use numbers with dots, -alpha1, -beta1, -rc1, -SNAPSHOT.");
        }
        String stage = Optional.ofNullable(version.group(2))
                .map(word -> STAGES.get(word.toLowerCase(Locale.ROOT)) + version.group(3))
                .orElse("");
        return version.group(1) + stage + (version.group(4) == null ? "" : ".dev0");
    }
}

package dev.atelier.gateway.azure;

import dev.atelier.gateway.yaml.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is understood and not done, with its line. */
final class Warnings {
    private final List<Warning> warnings = new ArrayList<>();

    private record Warning(int line, String sentence) {}

    void add(Section section, String words) {
        warnings.add(new Warning(section.line(), "line " + section.line() + ", " + section.key() + ": " + words));
    }

    List<String> sentences() {
        return warnings.stream()
                .sorted(Comparator.comparingInt(Warning::line))
                .map(Warning::sentence)
                .toList();
    }
}

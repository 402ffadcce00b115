package dev.atelier.gateway.jupyter;

import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.Computes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal's name as clients see it, taken apart. Jupyter's paths take letters, digits and {@code _} alone: those of
 * {@code local} keep their names, others are {@code box1_1}, with two {@code _} for each {@code -} of the instance's name.
 * A terminal of {@code local} that would look like one of another instance is {@code local_box1_1}.
 *
 * @param compute the instance
 * @param name what its agent calls it
 */
record TerminalName(String compute, String name) {
    private static final Pattern SHOWN = Pattern.compile("([A-Za-z](?:[A-Za-z0-9]|__)*)_([A-Za-z0-9]\\w*)");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]\\w{0,63}");

    String shown(List<String> instances) {
        boolean plain = compute.equals(Computes.LOCAL) && other(name, instances).isEmpty();
        return plain ? name : compute.replace("-", "__") + "_" + name;
    }

    /** @param instances those that there are: only what begins with one of their names is theirs */
    static TerminalName parse(String shown, List<String> instances) {
        return other(shown, instances).orElseGet(() -> new TerminalName(Computes.LOCAL, shown));
    }

    private static Optional<TerminalName> other(String shown, List<String> instances) {
        Matcher parts = SHOWN.matcher(shown);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String instance = parts.group(1).replace("__", "-");
        return instances.stream()
                .filter(each -> each.equalsIgnoreCase(instance))
                .findFirst()
                .map(each -> new TerminalName(each, parts.group(2)));
    }

    /** @throws dev.atelier.api.ProblemException {@code bad-terminal-name} (400) for what an agent may not be asked for */
    TerminalName checked() {
        if (!compute.equals(Computes.LOCAL) && !PLAIN.matcher(name).matches()) {
            throw Problem.of(
                            400,
                            "bad-terminal-name",
                            "A terminal's name is made of letters, digits and _ and begins with none of the last.",
                            "Leave the name out to get a number.")
                    .asException();
        }
        return this;
    }
}

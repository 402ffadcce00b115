package dev.atelier.gateway.config;

import dev.atelier.api.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A part of the file with its place. What is not as expected goes into the list of faults, and the result is empty: reading
 * goes on, so that all of them are told at once.
 */
record Section(Node node, String key, List<Fault> faults) {

    /** The keys of a mapping, and those that are missing there. */
    record Keys(Section of, Map<String, Section> sections) {

        Optional<Section> optional(String name) {
            return Optional.ofNullable(sections.get(name));
        }

        Optional<Section> required(String name, String expected) {
            Optional<Section> section = optional(name);
            if (section.isEmpty()) {
                of.faults.add(new Fault(of.line(), of.below(name), Optional.empty(), expected));
            }
            return section;
        }
    }

    /** @param known what may be there; whatever else is a fault */
    Optional<Keys> keys(List<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            fault("a mapping with the keys " + String.join(", ", known));
            return Optional.empty();
        }
        Map<String, Section> sections = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Section name = new Section(entry.getKeyNode(), key, faults);
            if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
                name.fault("one of the keys " + String.join(", ", known));
                continue;
            }
            Section at = new Section(entry.getKeyNode(), below(Names.shown(scalar.getValue())), faults);
            Section value = new Section(entry.getValueNode(), at.key, faults);
            if (!known.contains(scalar.getValue())) {
                at.fault("a known key, of which “" + Nearest.to(scalar.getValue(), known) + "” is the nearest");
            } else if (sections.putIfAbsent(scalar.getValue(), value) != null) {
                at.fault("each key once");
            }
        }
        return Optional.of(new Keys(this, sections));
    }

    /** What could be read of a list's items; those that could not are faults. */
    <T> List<T> items(int least, int most, String expected, Function<Section, Optional<T>> read) {
        if (!(node instanceof SequenceNode sequence)
                || sequence.getValue().size() < least
                || sequence.getValue().size() > most) {
            fault(expected);
            return List.of();
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            read.apply(new Section(sequence.getValue().get(i), key + "[" + i + "]", faults))
                    .ifPresent(items::add);
        }
        return items;
    }

    /** A text that {@code read} makes something of. What YAML takes for a number or a date has to stand in quotes. */
    <T> Optional<T> text(String expected, Function<String, Optional<T>> read) {
        return scalar(Tag.STR, expected, read);
    }

    Optional<Integer> whole(int least, int most) {
        return scalar(Tag.INT, "a whole number from " + least + " to " + most, digits -> {
            // YAML 1.1 has octal numbers, 1_000 and 1:30 too, which other readers take for something else.
            boolean plain = digits.matches("0|[1-9][0-9]{0,8}");
            return Optional.of(digits).filter(d -> plain).map(Integer::valueOf).filter(n -> n >= least && n <= most);
        });
    }

    /** YAML 1.1 has yes and on too, which other readers take for text. */
    Optional<Boolean> bool() {
        return scalar(
                Tag.BOOL,
                "true or false",
                word -> Optional.of(word)
                        .filter(w -> w.equals("true") || w.equals("false"))
                        .map(Boolean::valueOf));
    }

    private <T> Optional<T> scalar(Tag tag, String expected, Function<String, Optional<T>> read) {
        Optional<T> value = node instanceof ScalarNode scalar && scalar.getTag().equals(tag)
                ? read.apply(scalar.getValue())
                : Optional.empty();
        if (value.isEmpty()) {
            boolean unquoted = tag.equals(Tag.STR)
                    && node instanceof ScalarNode
                    && !node.getTag().equals(tag);
            fault(expected + (unquoted && !node.getTag().equals(Tag.NULL) ? ", in quotes" : ""));
        }
        return value;
    }

    void fault(String expected) {
        faults.add(new Fault(line(), key, value(), expected));
    }

    private Optional<String> value() {
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> Optional.empty();
            case ScalarNode scalar -> Optional.of(scalar.getValue());
            case SequenceNode sequence ->
                Optional.of("a list of " + sequence.getValue().size());
            default -> Optional.of("a mapping");
        };
    }

    private int line() {
        return node.getStartMark().getLine() + 1;
    }

    private String below(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }
}

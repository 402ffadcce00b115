package dev.atelier.gateway.yaml;

import dev.atelier.api.Names;
import dev.atelier.api.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
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
public record Section(Node node, String key, List<Fault> faults) {

    /** The keys of a mapping, and those that are missing there. */
    public record Keys(Section of, Map<String, Section> names, Map<String, Section> sections) {

        /** The key itself, which stands in its value's line or above. */
        public Optional<Section> name(String name) {
            return Optional.ofNullable(names.get(name));
        }

        public Optional<Section> optional(String name) {
            return Optional.ofNullable(sections.get(name));
        }

        public Optional<Section> required(String name, String expected) {
            Optional<Section> section = optional(name);
            if (section.isEmpty()) {
                of.faults.add(Fault.expected(of.place(), of.below(name), Optional.empty(), expected));
            }
            return section;
        }
    }

    /** @param known what may be there; whatever else is a fault */
    public Optional<Keys> keys(List<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            fault("a mapping with the keys " + String.join(", ", known));
            return Optional.empty();
        }
        Map<String, Section> names = new HashMap<>();
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
            } else {
                names.put(scalar.getValue(), at);
            }
        }
        return Optional.of(new Keys(this, names, sections));
    }

    /** What could be read of a list's items; those that could not are faults. */
    public <T> List<T> items(int least, int most, String expected, Function<Section, Optional<T>> read) {
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

    /** A list's items, or the one value that stands where a list of one could. */
    public <T> List<T> oneOrMore(int most, String expected, Function<Section, Optional<T>> read) {
        return node instanceof ScalarNode
                ? read.apply(this).map(List::of).orElse(List.of())
                : items(1, most, "a list of 1 to " + most + " " + expected, read);
    }

    /** A text that {@code read} makes something of. What YAML takes for a number or a date has to stand in quotes. */
    public <T> Optional<T> text(String expected, Function<String, Optional<T>> read) {
        return scalar(Tag.STR, expected, read);
    }

    public Optional<Integer> whole(int least, int most) {
        return scalar(Tag.INT, "a whole number from " + least + " to " + most, digits -> {
            // YAML 1.1 has octal numbers, 1_000 and 1:30 too, which other readers take for something else.
            boolean plain = digits.matches("0|[1-9][0-9]{0,8}");
            return Optional.of(digits).filter(d -> plain).map(Integer::valueOf).filter(n -> n >= least && n <= most);
        });
    }

    /** YAML 1.1 has yes and on too, which other readers take for text. */
    public Optional<Boolean> bool() {
        return scalar(
                Tag.BOOL,
                "true or false",
                word -> Optional.of(word)
                        .filter(w -> w.equals("true") || w.equals("false"))
                        .map(Boolean::valueOf));
    }

    /** A text as {@link #text}, but numbers, dates, true and false are taken as they are written, as Azure's reader does. */
    public <T> Optional<T> words(String expected, Function<String, Optional<T>> read) {
        Optional<T> value =
                node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                        ? read.apply(scalar.getValue())
                        : Optional.empty();
        if (value.isEmpty()) {
            fault(expected);
        }
        return value;
    }

    /** The sections of a mapping by its keys, in their order, whatever they are. */
    public Map<String, Section> entries(String expected) {
        if (!(node instanceof MappingNode mapping)) {
            fault(expected);
            return Map.of();
        }
        Map<String, Section> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Section name = new Section(entry.getKeyNode(), key, faults);
            name.words(expected, Optional::of).ifPresent(word -> {
                String at = below(Names.shown(word));
                if (entries.putIfAbsent(word, new Section(entry.getValueNode(), at, faults)) != null) {
                    new Section(entry.getKeyNode(), at, faults).fault("each key once");
                }
            });
        }
        return entries;
    }

    /** What {@code make} makes of this section; what it refuses is a fault here. */
    public <T> Optional<T> made(Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (ProblemException e) {
            faults.add(Fault.of(place(), key, e.problem().sentences()));
            return Optional.empty();
        }
    }

    /** Counted from 1. */
    public int line() {
        return place().line();
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

    public void fault(String expected) {
        faults.add(Fault.expected(place(), key, value(), expected));
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

    private Place place() {
        return Place.of(node.getStartMark());
    }

    private String below(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }
}

package dev.atelier.gateway.azure;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Writes an instance as a file that {@link InstanceReader} reads as the same. */
public final class InstanceWriter {
    private static final List<String> FIRST = List.of("description", "tags", "provider", "size", "image");

    private InstanceWriter() {}

    /** @param spec of an instance that is no attached host: Azure ML's file has none */
    public static String write(String name, InstanceSpec spec) {
        Map<String, Object> fields = Json.mapper().convertValue(spec, new TypeReference<>() {});
        Map<String, Object> ordered = new LinkedHashMap<>();
        ordered.put("type", InstanceReader.TYPE);
        ordered.put("name", name);
        FIRST.forEach(field -> ordered.put(field, fields.remove(field)));
        fields.computeIfPresent(InstanceSpec.BEHALF, (_, person) -> AssignedUser.written(person));
        ordered.putAll(fields);
        return yaml().dump(said(ordered));
    }

    private static Yaml yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        return new Yaml(new Texts(options), options);
    }

    /** Without what was left out. */
    private static Object said(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, Object> whole = new LinkedHashMap<>();
                map.forEach((key, inner) -> {
                    if (isSaid(inner)) {
                        whole.put(key, said(inner));
                    }
                });
                yield whole;
            }
            case Collection<?> list -> list.stream().map(InstanceWriter::said).toList();
            default -> value;
        };
    }

    private static boolean isSaid(Object value) {
        return switch (value) {
            case null -> false;
            case Map<?, ?> map -> !map.isEmpty();
            case Collection<?> list -> !list.isEmpty();
            default -> true;
        };
    }

    /** Scripts keep their lines; where that can't be, YAML's writer puts quotes around them by itself. */
    private static final class Texts extends Representer {
        Texts(DumperOptions options) {
            super(options);
            representers.put(String.class, text -> representScalar(Tag.STR, (String) text, style((String) text)));
        }

        private static DumperOptions.ScalarStyle style(String words) {
            if (words.chars().anyMatch(Texts::hasToBeEscaped)) {
                return DumperOptions.ScalarStyle.DOUBLE_QUOTED;
            }
            return words.indexOf('\n') >= 0 ? DumperOptions.ScalarStyle.LITERAL : DumperOptions.ScalarStyle.PLAIN;
        }

        /** What YAML can't have, or takes for the end of a line. */
        private static boolean hasToBeEscaped(int c) {
            boolean usual = c == '\n' || c == '\t';
            return !usual && (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\uFEFF');
        }
    }
}

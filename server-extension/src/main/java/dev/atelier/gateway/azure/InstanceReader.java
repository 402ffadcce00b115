package dev.atelier.gateway.azure;

import dev.atelier.api.InstanceFile;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.SchedulesSpec;
import dev.atelier.api.SetupScripts;
import dev.atelier.gateway.yaml.Fault;
import dev.atelier.gateway.yaml.Section;
import dev.atelier.gateway.yaml.YamlText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a file, all of it whatever is wrong. One of these reads one file. */
public final class InstanceReader {
    static final String TYPE = "computeinstance";

    private static final String NAME = "3 to 24 letters, digits or dashes, beginning with a letter";
    private static final List<String> SERVED = List.of(
            "$schema",
            "name",
            "type",
            "description",
            "tags",
            "provider",
            "size",
            "image",
            IdleFields.MINUTES,
            IdleFields.SPAN,
            "schedules",
            "setup_scripts",
            InstanceSpec.BEHALF);
    private static final List<String> KEYS = NotServed.and(SERVED);
    private static final int MOST_TOLD = 50;
    /** Editors on Windows begin a file with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<Fault> faults = new ArrayList<>();
    private final Warnings warnings = new Warnings();
    private final Instant now;

    private InstanceReader(Instant now) {
        this.now = now;
    }

    /**
     * @param now from when a recurrence counts that does not say so
     * @throws ProblemException {@code bad-file} (400) with everything that is wrong, a line for each
     */
    public static InstanceFile read(String text, Instant now) {
        return new InstanceReader(now).read(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    }

    private InstanceFile read(String text) {
        Optional<InstanceFile> file =
                YamlText.root(text, faults).flatMap(root -> root.keys(KEYS)).map(this::read);
        if (!faults.isEmpty()) {
            throw invalid().asException();
        }
        return file.orElseThrow(() -> Problem.of(
                        400,
                        "bad-file",
                        "The file is empty.",
                        "Begin it with type: " + TYPE + " and a name; all else may be left out.")
                .asException());
    }

    private InstanceFile read(Section.Keys keys) {
        keys.required("type", TYPE).ifPresent(InstanceReader::requireType);
        Optional<String> name = keys.optional("name").flatMap(InstanceReader::name);
        for (NotServed field : NotServed.values()) {
            keys.name(field.field()).ifPresent(section -> warnings.add(section, field.words()));
        }
        InstanceSpec spec = new InstanceSpec(
                word(keys, "provider", "the name of a provider, like docker"),
                word(keys, "size", "the name of a size"),
                keys.optional("image").flatMap(InstanceReader::image),
                word(keys, "description", "a text"),
                keys.optional("tags").map(InstanceReader::tags).orElse(Map.of()),
                Optional.empty(),
                IdleFields.read(keys, warnings),
                keys.optional("schedules").flatMap(this::schedules),
                keys.optional("setup_scripts").flatMap(this::scripts),
                keys.optional(InstanceSpec.BEHALF).flatMap(section -> AssignedUser.read(section, warnings)));
        return new InstanceFile(name, spec, warnings.sentences());
    }

    private static void requireType(Section section) {
        section.words(
                TYPE + ", since instances are all that is made here; for more of them at once, create several",
                word -> Optional.of(word).filter(w -> w.toLowerCase(Locale.ROOT).equals(TYPE)));
    }

    private static Optional<String> name(Section section) {
        return section.words(NAME, Optional::of).flatMap(name -> section.made(() -> Names.require("instance", name)));
    }

    private static Optional<String> image(Section section) {
        return section.words("the name of an image", Optional::of)
                .flatMap(image -> section.made(() -> Names.requireImage(image)));
    }

    private static Optional<String> word(Section.Keys keys, String field, String expected) {
        return keys.optional(field).flatMap(section -> section.words(expected, Optional::of));
    }

    private static Map<String, String> tags(Section section) {
        Map<String, String> tags = new LinkedHashMap<>();
        section.entries("a mapping of names to texts")
                .forEach((key, value) -> value.words("a text", Optional::of).ifPresent(text -> tags.put(key, text)));
        return tags;
    }

    private Optional<SchedulesSpec> schedules(Section section) {
        return section.keys(List.of(ScheduleReader.LIST))
                .flatMap(keys -> keys.optional(ScheduleReader.LIST))
                .map(new ScheduleReader(now, warnings)::read);
    }

    private Optional<SetupScripts> scripts(Section section) {
        return new ScriptReader(warnings).read(section);
    }

    private Problem invalid() {
        String head = faults.size() == 1
                ? "The file has an error, so nothing was made of it:"
                : "The file has " + faults.size() + " errors, so nothing was made of it:";
        String told = faults.stream()
                .sorted(Fault.BY_PLACE)
                .limit(MOST_TOLD)
                .map(fault -> "\n  " + fault.exactly())
                .collect(Collectors.joining());
        return Problem.of(400, "bad-file", head + told);
    }
}

package dev.atelier.gateway.openapi;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinition.AttributeInclusion;
import com.github.victools.jsonschema.generator.CustomDefinition.DefinitionType;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import dev.atelier.api.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * JSON schemas of records as {@link Json} writes and reads them: in answers every field is there, null where it has no value; in
 * bodies any may be left out as far as the schema knows, and one that does not exist is an error.
 */
final class Schemas {
    private final Set<Class<?>> inBodies = new HashSet<>();
    private final Set<Class<?>> inAnswers = new HashSet<>();
    private final RecordDocs docs;
    private final SchemaBuilder builder;

    Schemas(Collection<Class<?>> bodies, Collection<Class<?>> answers, RecordDocs docs) {
        bodies.forEach(type -> reach(type, inBodies));
        inAnswers.addAll(bodies); // what is a body stays one where an answer shows it
        answers.forEach(type -> reach(type, inAnswers));
        inAnswers.removeAll(bodies);
        this.docs = docs;
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE,
                        // It looks no further than a type's own interfaces.
                        JacksonOption.SKIP_SUBTYPE_LOOKUP,
                        JacksonOption.IGNORE_TYPE_INFO_TRANSFORM))
                .with(
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.EXTRA_OPEN_API_FORMAT_VALUES,
                        Option.INLINE_NULLABLE_SCHEMAS,
                        Option.PLAIN_DEFINITION_KEYS)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forTypesInGeneral()
                .withCustomDefinitionProvider(Schemas::map)
                .withCustomDefinitionProvider(Schemas::oneOf)
                .withPropertySorter((_, _) -> 0) // as they are declared
                .withDescriptionResolver(
                        scope -> docs.of(scope.getType().getErasedType()).orElse(null))
                .withAdditionalPropertiesResolver(
                        scope -> isClosed(scope.getType().getErasedType()) ? Void.class : null);
        config.forFields().withRequiredCheck(this::isRequired).withDescriptionResolver(this::description);
        this.builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    JsonNode of(Class<?> type) {
        return builder.createSchemaReference(type);
    }

    ObjectNode all() {
        ObjectNode all = builder.collectDefinitions("components/schemas");
        Stream.of(inBodies, inAnswers)
                .flatMap(Set::stream)
                .distinct()
                .flatMap(type -> variants(type).stream())
                .forEach(variant ->
                        name(variant, all.withObjectProperty(variant.value().getSimpleName())));
        return all;
    }

    /** The name of its type stands beside a variant's own fields. */
    private static void name(JsonSubTypes.Type variant, ObjectNode schema) {
        ObjectNode named = Json.mapper().createObjectNode();
        named.putObject("type").put("const", variant.name());
        named.setAll((ObjectNode) schema.path("properties"));
        schema.set("properties", named);
        schema.withArray("required").insert(0, "type");
    }

    private static List<JsonSubTypes.Type> variants(Class<?> type) {
        return Optional.ofNullable(type.getAnnotation(JsonSubTypes.class))
                .map(types -> List.of(types.value()))
                .orElse(List.of());
    }

    private static CustomDefinition oneOf(ResolvedType type, SchemaGenerationContext context) {
        List<JsonSubTypes.Type> variants = variants(type.getErasedType());
        if (variants.isEmpty()) {
            return null;
        }
        ObjectNode schema = Json.mapper().createObjectNode();
        variants.stream()
                .map(variant -> context.getTypeContext().resolve(variant.value()))
                .forEach(variant -> schema.withArray("oneOf").add(context.createDefinitionReference(variant)));
        schema.putObject("discriminator").put("propertyName", "type");
        return new CustomDefinition(schema);
    }

    private static CustomDefinition map(ResolvedType type, SchemaGenerationContext context) {
        if (type.getErasedType() != Map.class) {
            return null;
        }
        ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
        type.getTypeParameters().stream()
                .skip(1)
                .forEach(value -> schema.set("additionalProperties", context.createDefinitionReference(value)));
        return new CustomDefinition(schema, DefinitionType.INLINE, AttributeInclusion.YES);
    }

    private boolean isClosed(Class<?> type) {
        return inBodies.contains(type) && !inAnswers.contains(type) && type.isRecord();
    }

    private boolean isRequired(FieldScope field) {
        Class<?> type = field.getDeclaringType().getErasedType();
        boolean leftOutWhenEmpty = type.isAnnotationPresent(JsonInclude.class)
                && field.getRawMember().getType() == Optional.class;
        return inAnswers.contains(type) && !inBodies.contains(type) && !leftOutWhenEmpty;
    }

    private String description(FieldScope field) {
        return field.isFakeContainerItemScope()
                ? null // it stands beside the list already
                : docs.of(field.getDeclaringType().getErasedType(), field.getDeclaredName())
                        .orElse(null);
    }

    private static void reach(Type type, Set<Class<?>> reached) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> reach(argument, reached));
        } else if (type instanceof Class<?> named && (named.isRecord() || named.isSealed()) && reached.add(named)) {
            Stream.of(named.isRecord() ? named.getRecordComponents() : new RecordComponent[0])
                    .forEach(component -> reach(component.getGenericType(), reached));
            Stream.of(named.isSealed() ? named.getPermittedSubclasses() : new Class<?>[0])
                    .forEach(permitted -> reach(permitted, reached));
        }
    }
}

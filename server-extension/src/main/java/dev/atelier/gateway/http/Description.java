package dev.atelier.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a row of the table says to people who write clients; the document of the API is made from it.
 *
 * @param summary a sentence: what it does, or what it answers with
 * @param inputs what may come with a request beside the path's variables and the body
 * @param body what the body is read as, where there is one: a value as JSON, or YAML where it is a {@link String}
 * @param answers where all goes well
 */
public record Description(String summary, List<Input> inputs, Optional<Class<?>> body, List<Answer> answers) {

    public record Input(Place place, String name, String meaning) {}

    /** Where an {@link Input} stands. */
    public enum Place {
        QUERY,
        /** In the query too, and never left out. */
        NEEDED_QUERY,
        HEADER
    }

    /** One status with what comes with it. */
    public record Answer(int status, Content content) {}

    /** The shape of an answer's body. */
    public sealed interface Content {

        /** One value as JSON. */
        record One(Class<?> type) implements Content {}

        /** A list of such values as JSON. */
        record Each(Class<?> type) implements Content {}

        /** Server-sent events with such a value as JSON in each. */
        record Events(Class<?> type) implements Content {}

        /** Lines for a person. */
        record Text() implements Content {}

        record Yaml() implements Content {}

        record Nothing() implements Content {}
    }

    public Description {
        inputs = List.copyOf(inputs);
        answers = List.copyOf(answers);
    }

    Description(String summary) {
        this(summary, List.of(), Optional.empty(), List.of());
    }

    Description with(Input input) {
        return new Description(summary, and(inputs, input), body, answers);
    }

    Description with(Answer answer) {
        return new Description(summary, inputs, body, and(answers, answer));
    }

    Description withBody(Class<?> type) {
        return new Description(summary, inputs, Optional.of(type), answers);
    }

    private static <T> List<T> and(List<T> some, T more) {
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return all;
    }
}

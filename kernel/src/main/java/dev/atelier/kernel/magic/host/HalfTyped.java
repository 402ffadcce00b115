package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.FileNames;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.WordCompletion;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a half-typed word is for.
 *
 * @param argument an option whose value it is, or a positional parameter
 * @param before what of the word stands before the value: {@code --file=}
 * @param value the value as far as it is typed
 */
record HalfTyped(ArgSpec argument, String before, String value) {

    /** @param words of which the last goes on at the cursor */
    static Optional<HalfTyped> last(CommandSpec command, List<String> words) {
        CommandSpec spec = command;
        Optional<OptionSpec> waiting = Optional.empty();
        boolean onlyWords = false;
        int position = 0;
        for (String word : words.subList(0, words.size() - 1)) {
            if (waiting.isPresent()) {
                waiting = Optional.empty();
            } else if (!onlyWords && word.startsWith("-")) {
                onlyWords = word.equals("--");
                waiting = option(spec, word).filter(o -> o.arity().min() > 0);
            } else if (position == 0 && spec.subcommands().containsKey(word)) {
                spec = spec.subcommands().get(word).getCommandSpec();
            } else {
                position++;
            }
        }
        String last = words.getLast();
        if (waiting.isPresent()) {
            return Optional.of(new HalfTyped(waiting.get(), "", last));
        }
        return !onlyWords && last.startsWith("-") ? valueOfOption(spec, last) : positional(spec, position, last);
    }

    private static Optional<OptionSpec> option(CommandSpec spec, String name) {
        return Optional.ofNullable(spec.findOption(name));
    }

    private static Optional<HalfTyped> valueOfOption(CommandSpec spec, String word) {
        int equals = word.indexOf('=') + 1;
        return equals == 0
                ? Optional.empty()
                : option(spec, word.substring(0, equals - 1))
                        .map(option -> new HalfTyped(option, word.substring(0, equals), word.substring(equals)));
    }

    private static Optional<HalfTyped> positional(CommandSpec spec, int position, String word) {
        return spec.positionalParameters().stream()
                .filter(parameter -> parameter.index().contains(position))
                .findFirst()
                .map(parameter -> new HalfTyped(parameter, "", word));
    }

    /** Whole words that may take its place, as far as they depend on what is typed. */
    List<String> candidates(MagicContext context) {
        return completion()
                .map(c -> c.words(value, context).stream().map(before::concat).toList())
                .orElse(List.of());
    }

    private Optional<WordCompletion> completion() {
        if (argument.completionCandidates() instanceof WordCompletion own) {
            return Optional.of(own);
        }
        Class<?> type = argument.auxiliaryTypes()[0];
        return type == Path.class || type == File.class ? Optional.of(new FileNames()) : Optional.empty();
    }
}

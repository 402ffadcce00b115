package dev.atelier.kernel.compiler;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/**
 * Of all that a notebook imports and has declared, what a piece of code may mean: resolving an import costs more than compiling
 * the piece. Errs on the side of too many; where it leaves out one too many the code does not compile, and JShell gets it.
 */
public final class NeededImports {
    private static final Pattern IDENTIFIER =
            Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*");

    private NeededImports() {}

    /** @param imports import declarations, each ended by a semicolon */
    public static List<String> of(String code, List<String> imports) {
        Set<String> names = IDENTIFIER
                .matcher(code)
                .results()
                .map(MatchResult::group)
                .filter(name -> !SourceVersion.isKeyword(name))
                .collect(Collectors.toSet());
        if (names.isEmpty()) {
            return List.of();
        }
        boolean types = names.stream().anyMatch(name -> Character.isUpperCase(name.charAt(0)));
        return imports.stream().filter(line -> needed(line, names, types)).toList();
    }

    private static boolean needed(String line, Set<String> names, boolean types) {
        if (line.startsWith("import module ")) {
            return types;
        }
        if (line.endsWith(".*;")) {
            return types || line.startsWith("import static ");
        }
        return names.contains(line.substring(line.lastIndexOf('.') + 1, line.length() - 1));
    }
}

package dev.atelier.kernel.evaluation;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One expression or statement as a class of its own. The person's text stands on lines of its own, so that a line of the
 * class is a line of the cell.
 *
 * @param header lines before the person's text
 */
record QuickSource(String className, String text, Shape shape, int header) {
    static final String METHOD = "do_it$";

    private static final Pattern FIRST_WORD = Pattern.compile("\\s*([A-Za-z]+|\\{)");
    private static final Set<String> STATEMENTS =
            Set.of("for", "while", "do", "if", "switch", "try", "throw", "synchronized", "{");
    private static final Set<String> DECLARATIONS = Set.of(
            "import",
            "package",
            "class",
            "interface",
            "enum",
            "record",
            "public",
            "private",
            "protected",
            "static",
            "final",
            "abstract",
            "sealed",
            "var",
            "void",
            "int",
            "long",
            "double",
            "float",
            "boolean",
            "char",
            "byte",
            "short",
            "return",
            "break",
            "continue",
            "yield",
            "module");

    /** What the text is. */
    enum Shape {
        EXPRESSION,
        STATEMENT
    }

    /** What the text may be, to be tried in this order; empty for declarations, which JShell has to know. */
    static List<Shape> guesses(String text) {
        Matcher first = FIRST_WORD.matcher(text);
        String word = first.lookingAt() ? first.group(1) : "";
        if (DECLARATIONS.contains(word) || text.isBlank()) {
            return List.of();
        }
        if (STATEMENTS.contains(word)) {
            return List.of(Shape.STATEMENT);
        }
        // What Java takes as a statement shows no value; its parser refuses "x;" at once, which then is an expression.
        return text.indexOf(';') < 0 ? List.of(Shape.EXPRESSION) : List.of(Shape.STATEMENT, Shape.EXPRESSION);
    }

    static QuickSource of(int number, List<String> imports, String text, Shape shape) {
        String className = "$Cell$" + number;
        StringBuilder source = new StringBuilder("package REPL;");
        imports.forEach(line -> source.append(line.replace('\n', ' ')));
        source.append("public class ").append(className).append(" { public static ");
        // "var" gives the expression the type it has by itself, as for JShell.
        source.append(shape == Shape.EXPRESSION ? "Object " : "void ")
                .append(METHOD)
                .append("() throws Throwable {");
        source.append(shape == Shape.EXPRESSION ? "var value$ =\n" : "\n");
        int header = 1;
        source.append(text).append('\n');
        source.append(shape == Shape.EXPRESSION ? "; return value$; } }" : "} }");
        return new QuickSource(className, source.toString(), shape, header);
    }

    String binaryName() {
        return "REPL." + className;
    }

    /** Whether the text was no more than it was taken for. */
    boolean fits(CompilationUnitTree unit) {
        List<? extends Tree> types = unit.getTypeDecls();
        if (types.size() != 1 || !(types.getFirst() instanceof ClassTree type)) {
            return false;
        }
        List<? extends Tree> members = type.getMembers();
        if (members.size() != 1 || !(members.getFirst() instanceof MethodTree method)) {
            return false;
        }
        BlockTree body = method.getBody();
        List<? extends StatementTree> statements = body.getStatements();
        return shape == Shape.EXPRESSION
                ? oneValue(statements)
                : statements.size() == 1 && !declares(statements.getFirst());
    }

    /** The variable and the return that we wrote; between them at most the person's own semicolon. */
    private static boolean oneValue(List<? extends StatementTree> statements) {
        return statements.size() == 2 || (statements.size() == 3 && statements.get(1) instanceof EmptyStatementTree);
    }

    private static boolean declares(StatementTree statement) {
        return switch (statement.getKind()) {
            case VARIABLE, CLASS, INTERFACE, ENUM, RECORD, RETURN, BREAK, CONTINUE, YIELD, EMPTY_STATEMENT -> true;
            default -> false;
        };
    }
}

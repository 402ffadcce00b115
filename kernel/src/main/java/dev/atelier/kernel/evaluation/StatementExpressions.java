package dev.atelier.kernel.evaluation;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.util.JavacTask;
import dev.atelier.kernel.compiler.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;

/** Tells the expressions that Java takes as statements (calls, assignments, ++, new) from those it does not. */
final class StatementExpressions {
    private StatementExpressions() {}

    /** Whether Java itself takes the text as it stands, its semicolon included, for one such statement. */
    static boolean matches(String text) {
        // Most text needs no compiler: without a semicolon nothing is a statement.
        return text.indexOf(';') >= 0 && parsed(text);
    }

    private static boolean parsed(String text) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask task = Parser.of("class Statement { void run() {\n" + text + "\n} }", problems);
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            return problems.getDiagnostics().isEmpty() && oneExpression(unit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean oneExpression(CompilationUnitTree unit) {
        if (unit.getTypeDecls().size() != 1
                || !(unit.getTypeDecls().getFirst() instanceof ClassTree type)
                || type.getMembers().size() != 1
                || !(type.getMembers().getFirst() instanceof MethodTree method)) {
            return false;
        }
        List<? extends StatementTree> statements = method.getBody().getStatements();
        return statements.size() == 1 && statements.getFirst() instanceof ExpressionStatementTree;
    }
}

package dev.atelier.kernel.evaluation;

import java.util.regex.Pattern;

/** Tells the expressions that Java takes as statements (calls, assignments, ++, new) from those it does not. */
final class StatementExpressions {
    private static final Pattern CALL = Pattern.compile("\\)\\s*;\\s*$");
    private static final Pattern STEP = Pattern.compile("^\\s*(\\+\\+|--)|(\\+\\+|--)\\s*;\\s*$");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("^[\\w$.\\[\\]()\\s]+([-+*/%&|^]|<<|>>>?)?=(?!=)", Pattern.DOTALL);

    private StatementExpressions() {}

    static boolean matches(String text) {
        return CALL.matcher(text).find()
                || STEP.matcher(text).find()
                || ASSIGNMENT.matcher(text).find();
    }
}

package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.WordCompletion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        description =
                "List environment variables, show one (%%env NAME) or set one (%%env NAME=VALUE) for %%%%bash and magics; "
                        + "System.getenv() keeps what the kernel was started with.")
final class Env implements Callable<Map<String, String>> {
    private final MagicContext context;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME[=VALUE]",
            completionCandidates = Names.class,
            description = "The variable.")
    private String variable = "";

    Env(MagicContext context) {
        this.context = context;
    }

    /** The variables there are. */
    static final class Names implements WordCompletion {
        @Override
        public List<String> words(String typed, MagicContext context) {
            return context.environment().keySet().stream()
                    .filter(name -> name.startsWith(typed))
                    .toList();
        }
    }

    @Override
    public Map<String, String> call() {
        int equals = variable.indexOf('=');
        if (equals > 0) {
            context.requireNotebook().setVariable(variable.substring(0, equals), variable.substring(equals + 1));
            return Map.of(variable.substring(0, equals), variable.substring(equals + 1));
        }
        if (variable.isEmpty()) {
            Map<String, String> all = new TreeMap<>(context.environment());
            all.forEach((name, value) -> print(name + "=" + value + "\n"));
            return all;
        }
        String value = context.environment().get(variable);
        if (value == null) {
            throw new MagicException(
                    "There is no environment variable " + variable + ". Set it with %env " + variable + "=VALUE.");
        }
        print(value + "\n");
        return Map.of(variable, value);
    }

    /** What goes into a variable may be a secret: it need not stand in the notebook. */
    private void print(String text) {
        if (!context.assigned()) {
            context.print(text);
        }
    }
}

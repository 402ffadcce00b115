package dev.atelier.kernel.session;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What shells answer.
 *
 * @param common all but cells
 */
record ShellHandlers(Map<String, Handler> common, ExecuteHandler execute) {
    private static final String EXECUTE = "execute_request";

    /** A failing cell aborts those that wait in its own shell. */
    Map<String, Handler> ofOneShell(FailedCells failed) {
        Map<String, Handler> handlers = new HashMap<>(common);
        handlers.put(EXECUTE, new StopOnError(execute, failed));
        return handlers;
    }

    /** The same requests, to a shell that is not there. */
    Map<String, Handler> refusing() {
        return Stream.concat(Stream.of(EXECUTE), common.keySet().stream())
                .collect(Collectors.toMap(Function.identity(), _ -> Subshells.refusing()));
    }
}

package dev.atelier.agent.kernel;

import dev.atelier.agent.journal.Audience;
import dev.atelier.agent.journal.Draft;
import dev.atelier.agent.kernel.Executions.Execution;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.OwnMessages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What ends the cells of a kernel that will never answer them, in its name and in the form in which a kernel itself would end
 * them (messaging protocol, "Execution errors" and "Execution results"): an error and its reply for the cell that ran,
 * {@code aborted} for those that waited behind it, and {@code idle} for each. Where none ran, all get the error.
 *
 * @param sentence how the kernel ended
 * @param next what to do about it
 * @param lines what it wrote last, may be empty
 */
record LastWords(String sentence, String next, String lines) {
    static final String NAME = "KernelDied";

    /**
     * The messages.
     *
     * @param counted the same cells with their numbers, as far as they are known
     * @param whoAsked whom the reply to a request with this header is for
     */
    List<Draft> of(
            OwnMessages own,
            List<ExecutionModel> counted,
            List<Execution> underWay,
            Function<ByteBuffer, Optional<Audience>> whoAsked) {
        List<Draft> drafts = new ArrayList<>();
        boolean oneRan =
                underWay.stream().anyMatch(execution -> execution.began().isPresent());
        for (Execution execution : underWay) {
            boolean waited = oneRan && execution.began().isEmpty();
            if (!waited) {
                drafts.add(everybody(own.message(Channel.IOPUB, "error", execution.header(), error())));
            }
            whoAsked.apply(execution.header())
                    .ifPresent(audience -> drafts.add(new Draft(
                            audience,
                            own.message(
                                    Channel.SHELL,
                                    "execute_reply",
                                    execution.header(),
                                    waited ? Map.of("status", "aborted") : reply(execution, counted)))));
            drafts.add(everybody(own.status("idle", execution.header())));
        }
        return drafts;
    }

    private static Draft everybody(KernelMessage message) {
        return new Draft(Audience.EVERYBODY, message);
    }

    private Map<String, ?> error() {
        return Map.of("ename", NAME, "evalue", sentence + " " + next, "traceback", traceback());
    }

    private List<String> traceback() {
        List<String> traceback = new ArrayList<>(List.of(NAME + ": " + sentence));
        if (!lines.isEmpty()) {
            traceback.add("The last lines it wrote:\n" + lines);
        }
        traceback.add(next);
        return traceback;
    }

    private Map<String, ?> reply(Execution execution, List<ExecutionModel> counted) {
        Optional<Integer> count = counted.stream()
                .filter(model -> model.id().equals(execution.id()))
                .flatMap(model -> model.count().stream())
                .findFirst();
        return Map.of(
                "status",
                "error",
                "ename",
                NAME,
                "evalue",
                sentence + " " + next,
                "traceback",
                traceback(),
                "execution_count",
                count.orElse(0));
    }
}

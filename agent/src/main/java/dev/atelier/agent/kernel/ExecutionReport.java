package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.journal.Item;
import dev.atelier.agent.journal.Journal;
import dev.atelier.agent.journal.JournalReader;
import dev.atelier.agent.kernel.Executions.Execution;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.HeaderPeek;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.V1Frame;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the cells that are under way have put out so far, read from the journal. One pass; its thread waits for the disk. */
final class ExecutionReport {
    private final Map<String, Cell> cells = new LinkedHashMap<>();

    private static final class Cell {
        private final Execution execution;
        private final CellOutputs outputs = new CellOutputs();
        private Optional<Integer> count = Optional.empty();
        private Optional<String> last = Optional.empty();

        Cell(Execution execution) {
            this.execution = execution;
        }

        boolean runs() {
            return execution.began().isPresent();
        }

        ExecutionModel model() {
            return new ExecutionModel(
                    execution.id(),
                    execution.session(),
                    execution.cell(),
                    runs() ? ExecutionModel.State.RUNNING : ExecutionModel.State.QUEUED,
                    execution.began(),
                    count,
                    last,
                    outputs.json());
        }
    }

    private ExecutionReport(List<Execution> executions) {
        executions.forEach(execution -> cells.put(execution.id(), new Cell(execution)));
    }

    static List<ExecutionModel> of(List<Execution> executions, Journal journal) throws IOException {
        ExecutionReport report = new ExecutionReport(executions);
        report.read(journal);
        return report.cells.values().stream().map(Cell::model).toList();
    }

    private void read(Journal journal) throws IOException {
        long last = journal.last();
        long first = cells.values().stream()
                .filter(Cell::runs)
                .mapToLong(cell -> cell.execution.after())
                .min()
                .orElse(last);
        try (JournalReader reader = journal.reader(first, Optional.empty())) {
            while (reader.seen() < last) { // not what comes meanwhile, or it might never end
                Optional<Item> item = reader.poll();
                if (item.isEmpty()) {
                    return;
                }
                switch (item.get()) {
                    case Item.Entry entry -> read(entry);
                    case Item.Gap gap -> cells.values().forEach(cell -> cell.outputs.gap());
                }
            }
        }
    }

    private void read(Item.Entry entry) {
        ByteBuffer wire = entry.wire();
        try {
            KernelMessage message = V1Frame.read(wire.position(wire.position() + Long.BYTES));
            if (message.channel() == Channel.IOPUB) {
                heard(message);
            }
        } catch (V1Frame.Malformed e) {
            throw new IllegalStateException("a message of the journal", e);
        }
    }

    private void heard(KernelMessage message) {
        HeaderPeek header = HeaderPeek.at(message.header());
        String type = header.type().orElse("");
        if (type.equals("update_display_data")) {
            content(message)
                    .ifPresent(content -> cells.values()
                            .forEach(cell -> cell.outputs.update(
                                    content, message.content().remaining())));
            return;
        }
        Optional<Cell> cell = HeaderPeek.at(message.parentHeader()).id().map(cells::get);
        if (cell.isEmpty() || type.equals("status")) {
            return;
        }
        Optional<JsonNode> content = content(message);
        if (content.isEmpty()) {
            cell.get().outputs.gap();
        } else if (type.equals("execute_input")) {
            cell.get().count = Optional.of(content.get().path("execution_count").asInt());
        } else if (cell.get().outputs.add(type, content.get(), message.content().remaining())) {
            cell.get().last = header.id();
        }
    }

    /** Empty for what is too large to be shown here, or no JSON. */
    private static Optional<JsonNode> content(KernelMessage message) {
        if (message.content().remaining() > CellOutputs.BOUND) {
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8.decode(message.content()).toString();
            return Optional.of(Json.read(text, JsonNode.class));
        } catch (ProblemException e) { // an untrusted kernel's affair
            return Optional.empty();
        }
    }
}

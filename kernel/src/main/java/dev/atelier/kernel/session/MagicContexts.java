package dev.atelier.kernel.session;

import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.NotebookAccess;
import dev.atelier.kernel.magic.Rendering;
import dev.atelier.kernel.message.Message;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What magics see of the cell that calls them. */
final class MagicContexts {
    private final IoPub iopub;
    private final CurrentCell current;
    private final Surroundings surroundings;
    private final NotebookAccess notebook;

    MagicContexts(IoPub iopub, CurrentCell current, Surroundings surroundings, NotebookAccess notebook) {
        this.iopub = iopub;
        this.current = current;
        this.surroundings = surroundings;
        this.notebook = notebook;
    }

    MagicContext context(Optional<String> body) {
        return new InCell(body, false, current.cell().request());
    }

    /** Of a line that gives the value to a variable. */
    MagicContext assigned() {
        return new InCell(Optional.empty(), true, current.cell().request());
    }

    private final class InCell implements MagicContext {
        private final Optional<String> body;
        private final boolean assigned;
        private final Message request;

        InCell(Optional<String> body, boolean assigned, Message request) {
            this.body = body;
            this.assigned = assigned;
            this.request = request;
        }

        @Override
        public Optional<String> body() {
            return body;
        }

        @Override
        public boolean assigned() {
            return assigned;
        }

        @Override
        public Path workingFolder() {
            return surroundings.folder();
        }

        @Override
        public Map<String, String> environment() {
            return surroundings.environment();
        }

        @Override
        public void print(String text) {
            System.out.print(text);
        }

        @Override
        public void show(Rendering rendering) {
            iopub.display(request, bundle(rendering));
        }

        @Override
        public LiveRendering live(Rendering first) {
            String id = UUID.randomUUID().toString();
            iopub.display(request, bundle(first).withDisplayId(id));
            return next -> iopub.updateDisplay(request, bundle(next).withDisplayId(id));
        }

        @Override
        public String prompt() {
            return "%";
        }

        @Override
        public Optional<NotebookAccess> notebook() {
            return Optional.of(notebook);
        }
    }

    private static Bundle bundle(Rendering rendering) {
        return rendering
                .html()
                .map(html -> Bundle.html(rendering.plain(), html))
                .orElseGet(() -> Bundle.plain(rendering.plain()));
    }
}

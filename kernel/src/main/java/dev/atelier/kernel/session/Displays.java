package dev.atelier.kernel.session;

import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.display.ValueRenderer;
import dev.atelier.kernel.display.api.Renderers;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.notebook.AtelierKernel;
import dev.atelier.kernel.notebook.Host;
import dev.atelier.kernel.output.CellInput;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Optional;
import java.util.function.Supplier;

/** The functions of a notebook, on this kernel. */
final class Displays implements Host {
    private final IoPub iopub;
    private final Stdin stdin;
    private final CurrentCell current;
    private final ValueRenderer values;
    private final Renderers renderers;
    private final MagicValues magicValues;
    private final Supplier<AtelierKernel> baseKernel;
    private volatile Optional<Object> lastId = Optional.empty();

    Displays(
            IoPub iopub,
            Stdin stdin,
            CurrentCell current,
            ValueRenderer values,
            Renderers renderers,
            MagicValues magicValues,
            Supplier<AtelierKernel> baseKernel) {
        this.iopub = iopub;
        this.stdin = stdin;
        this.current = current;
        this.values = values;
        this.renderers = renderers;
        this.magicValues = magicValues;
        this.baseKernel = baseKernel;
    }

    /** Whether a value is the id that {@code display} returned last: a cell that ends with the call shows no id. */
    boolean isLastId(Optional<Object> value) {
        return value.isPresent() && value.equals(lastId);
    }

    @Override
    public Bundle render(Optional<Object> value, String... types) {
        return types.length == 0 || value.isEmpty() ? values.render(value) : values.renderAs(value.get(), types);
    }

    @Override
    public DisplayData displayData(Bundle bundle) {
        return values.displayData(bundle);
    }

    @Override
    public void display(Bundle bundle) {
        lastId = bundle.displayId().map(id -> id);
        iopub.display(current.cell().request(), bundle);
    }

    @Override
    public void updateDisplay(Bundle bundle) {
        iopub.updateDisplay(current.cell().request(), bundle);
    }

    @Override
    public void clearOutput(Clearing when) {
        iopub.publish(
                current.cell().request(),
                "clear_output",
                Json.object().put("wait", when == Clearing.BEFORE_NEXT_OUTPUT));
    }

    @Override
    public String input(String prompt, Secrecy secrecy) {
        try {
            return stdin.line(prompt, secrecy == Secrecy.HIDDEN ? CellInput.Kind.PASSWORD : CellInput.Kind.TEXT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The cell was interrupted while it waited for input.", e);
        }
    }

    @Override
    public Object magicValue(String token) {
        return magicValues.take(token).orElse(null);
    }

    @Override
    public Renderers renderers() {
        return renderers;
    }

    @Override
    public BaseKernel baseKernel() {
        return baseKernel.get();
    }
}

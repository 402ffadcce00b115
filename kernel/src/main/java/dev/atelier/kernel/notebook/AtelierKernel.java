package dev.atelier.kernel.notebook;

import dev.atelier.kernel.display.LibraryRenderer;
import dev.atelier.kernel.display.ValueRenderer;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.comm.CommManager;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;

/** The base kernel as libraries know it, on our own messaging: a renderer, a comm manager, {@code display}. */
public final class AtelierKernel extends BaseKernel {
    private final Host host;
    private final ValueRenderer values;
    private final CommManager comms;
    private final LibraryRenderer libraries = new LibraryRenderer();

    public AtelierKernel(Host host, ValueRenderer values, CommManager comms) {
        this.host = host;
        this.values = values;
        this.comms = comms;
    }

    @Override
    public LibraryRenderer getRenderer() {
        return libraries;
    }

    @Override
    public CommManager getCommManager() {
        return comms;
    }

    @Override
    public void display(DisplayData data) {
        host.display(values.bundle(data));
    }

    @Override
    public DisplayData eval(String code) {
        throw new UnsupportedOperationException("Cells are run by Jupyter's execute_request alone.");
    }

    @Override
    public LanguageInfo getLanguageInfo() {
        return new LanguageInfo.Builder("java")
                .version(Runtime.version().toString())
                .build();
    }
}

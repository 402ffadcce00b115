package dev.atelier.kernel.session;

import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.display.RendererRegistry;
import dev.atelier.kernel.display.ValueRenderer;
import dev.atelier.kernel.display.adapter.Adapters;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.history.History;
import dev.atelier.kernel.history.HistoryKeeper;
import dev.atelier.kernel.magic.builtin.BuiltIns;
import dev.atelier.kernel.magic.host.CellSplitter;
import dev.atelier.kernel.magic.host.MagicRunner;
import dev.atelier.kernel.magic.host.Magics;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.message.Signer;
import dev.atelier.kernel.message.Wire;
import dev.atelier.kernel.notebook.AtelierKernel;
import dev.atelier.kernel.notebook.Notebook;
import dev.atelier.kernel.output.CellInput;
import dev.atelier.kernel.output.CellOutput;
import dev.atelier.kernel.output.StandardStream;
import dev.atelier.kernel.transport.Channel;
import dev.atelier.kernel.transport.Channels;
import dev.atelier.kernel.transport.ConnectionFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The wiring of one kernel. */
public final class KernelSession {
    private static final long CELL_STACK_BYTES = 16L << 20;
    private static final long CONTROL_STACK_BYTES = 1L << 20;

    private final Consumer<String> complaints;
    private final CurrentCell current;
    private final Channels channels;
    private final IoPub iopub;
    private final Stdin stdin;
    private final JavaEvaluator java;
    private final ShellLoop shell;
    private final ShellLoop control;
    private final Subshells subshells;

    /** Where requests to subshells that are not there are answered. */
    private final ShellLoop strays;

    /**
     * @param historyFile shared with other kernels
     * @param complaints the kernel's log
     */
    public KernelSession(Engine engine, ConnectionFile file, Path historyFile, Complaints complaints) {
        this.complaints = complaints;
        this.current = engine.current();
        this.java = engine.java();
        Interrupts interrupts = engine.interrupts();
        String session = Message.newId();
        Wire wire = new Wire(new Signer(file.signatureScheme(), file.key()));
        this.channels = new Channels(
                file,
                wire,
                this::received,
                topic -> IoPub.welcome(session, topic),
                complaints,
                () -> Runtime.getRuntime().halt(1));
        this.iopub = new IoPub(channels, session, current, complaints);
        this.stdin = new Stdin(channels, iopub, session, current);
        HistoryKeeper history = new HistoryKeeper(new History(historyFile, complaints));
        ShellHandlers handlers = shellHandlers(interrupts, history);
        Function<String, ShellLoop> shells = name -> {
            FailedCells failed = new FailedCells();
            Dispatcher dispatcher = dispatcher(Channel.SHELL, session, interrupts, handlers.ofOneShell(failed));
            return new ShellLoop(name, CELL_STACK_BYTES, dispatcher, failed, complaints);
        };
        this.shell = shells.apply("kernel-shell");
        this.subshells = new Subshells(shells);
        this.strays = new ShellLoop(
                "kernel-strays",
                CONTROL_STACK_BYTES,
                dispatcher(Channel.SHELL, session, interrupts, handlers.refusing()),
                new FailedCells(),
                complaints);
        Map<String, Handler> controls = new HashMap<>(new Control(interrupts, channels, iopub, history).handlers());
        controls.putAll(subshells.handlers());
        this.control = new ShellLoop(
                "kernel-control",
                CONTROL_STACK_BYTES,
                dispatcher(Channel.CONTROL, session, interrupts, controls),
                new FailedCells(),
                complaints);
    }

    private Dispatcher dispatcher(
            Channel channel, String session, Interrupts interrupts, Map<String, Handler> handlers) {
        return new Dispatcher(channel, channels, iopub, session, current, interrupts, handlers, complaints);
    }

    private ShellHandlers shellHandlers(Interrupts interrupts, HistoryKeeper history) {
        Comms comms = new Comms(iopub, current, interrupts);
        MagicValues magicValues = new MagicValues();
        LazyBaseKernel base = new LazyBaseKernel();
        // As it is by then: cells have an output of their own.
        Consumer<String> person = sentence -> System.err.println(sentence);
        RendererRegistry renderers = new RendererRegistry(java::classLoader, person);
        ValueRenderer values =
                new ValueRenderer(() -> base.get().getRenderer(), base::used, renderers, new Adapters(), person);
        Displays displays = new Displays(iopub, stdin, current, values, renderers, magicValues, base::use);
        base.makeBy(() -> new AtelierKernel(displays, values, comms));
        Surroundings surroundings = new Surroundings();
        Late<Magics> lateMagics = new Late<>();
        Late<CellRunner> lateCells = new Late<>();
        Late<MagicContexts> lateContexts = new Late<>();
        LiveNotebook notebook = new LiveNotebook(
                java,
                surroundings,
                iopub,
                current,
                values,
                history,
                lateMagics::get,
                lateCells::get,
                lateContexts::get);
        MagicContexts contexts = lateContexts.set(new MagicContexts(iopub, current, surroundings, notebook));
        Magics magics = lateMagics.set(new Magics(BuiltIns.all(), java::classLoader, complaints));
        CellRunner cells = lateCells.set(new CellRunner(
                current,
                new CellSplitter(name -> magics.all().containsKey(name)),
                new MagicRunner(magics),
                java,
                contexts,
                magicValues,
                interrupts));
        Notebook.open(displays);
        ExecuteHandler execute = new ExecuteHandler(current, iopub, interrupts, cells, java, values, displays, history);
        Map<String, Handler> handlers = new HashMap<>(new Introspection(java, magics, contexts, history).handlers());
        handlers.putAll(comms.handlers());
        handlers.put("kernel_info_request", KernelInfo::reply);
        return new ShellHandlers(handlers, execute);
    }

    /** On the I/O thread. */
    private void received(Channel channel, Message message) {
        boolean taken = switch (channel) {
            case SHELL -> shellOf(message).offer(message);
            case CONTROL -> control.offer(message);
            case STDIN -> {
                stdin.received(message);
                yield true;
            }
            case IOPUB -> false;
        };
        if (!taken) {
            complaints.accept("Too many requests are waiting: dropped a " + message.type() + ".");
        }
    }

    private ShellLoop shellOf(Message message) {
        return Subshells.named(message)
                .map(id -> subshells.find(id).orElse(strays))
                .orElse(shell);
    }

    /** Takes over the standard streams and begins to answer. */
    public void start() {
        // Before AWT is loaded: a kernel has no screen, not even where its machine has one.
        System.getProperties().putIfAbsent("java.awt.headless", "true");
        System.setOut(CellOutput.printStream(current, iopub.output(), StandardStream.STDOUT));
        System.setErr(CellOutput.printStream(current, iopub.output(), StandardStream.STDERR));
        System.setIn(new CellInput(stdin));
        iopub.start();
        channels.start();
        iopub.status(Message.none(), IoPub.Status.STARTING);
        control.start();
        shell.start();
        strays.start();
    }
}

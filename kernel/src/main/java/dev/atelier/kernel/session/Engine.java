package dev.atelier.kernel.session;

import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import java.util.function.Consumer;

/**
 * What runs Java. It warms up by itself from the very first moment: the first cell waits for the compiler, and clients ask for
 * kernel_info before it.
 */
public record Engine(CurrentCell current, Interrupts interrupts, JavaEvaluator java) {

    /** @param complaints the kernel's log */
    public static Engine begin(Consumer<String> complaints) {
        CurrentCell current = new CurrentCell();
        Interrupts interrupts = new Interrupts(current);
        JavaEvaluator java = new JavaEvaluator(current, interrupts, () -> Imports.all(complaints));
        Thread.ofPlatform().daemon().name("kernel-warm-up").start(java::prepare);
        return new Engine(current, interrupts, java);
    }
}

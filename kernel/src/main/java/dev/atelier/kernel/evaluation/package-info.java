/**
 * Java, evaluated in this JVM by JShell: splitting a cell into snippets, running them, reporting what went wrong,
 * completing. Threads take turns; {@link dev.atelier.kernel.evaluation.Interrupts} may be
 * called from any. Knows nothing of Jupyter's messages.
 */
package dev.atelier.kernel.evaluation;

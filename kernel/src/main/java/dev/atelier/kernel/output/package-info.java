/**
 * Standard output, error and input of cells. {@link dev.atelier.kernel.output.OutputBuffer} turns many small writes into
 * few messages and keeps their order; entered by every thread that prints, by the flusher thread, and by whoever
 * publishes another message, and by the thread that reads what processes print. Two locks, never held while the person's code
 * runs: whoever needs both takes that of {@code ProcessOutput} first.
 */
package dev.atelier.kernel.output;

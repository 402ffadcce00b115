/**
 * Standard output, error and input of cells. {@link dev.atelier.kernel.output.OutputBuffer} turns many small writes into
 * few messages and keeps their order; entered by every thread that prints, by the flusher thread, and by whoever
 * publishes another message. One lock, never held while the person's code runs.
 */
package dev.atelier.kernel.output;

/**
 * Hosts magics in a kernel: splits cells into magic calls and Java, finds magics, parses their words with picocli, runs
 * them, completes them. Runs on the thread that runs cells. Calls the SPI in {@code magic}; knows nothing of Jupyter's
 * messages and nothing of JShell.
 */
package dev.atelier.kernel.magic.host;

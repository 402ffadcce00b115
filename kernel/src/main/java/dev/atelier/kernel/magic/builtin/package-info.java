/**
 * The magics that the kernel brings itself, but for those with packages of their own ({@code load}, {@code maven}). What
 * they do to their notebook they do through {@link dev.atelier.kernel.magic.NotebookAccess}, as any other magic may. Run on
 * the thread that runs cells; call the SPI, the host's {@code RawMagic}, and {@code display} for the text of values.
 */
package dev.atelier.kernel.magic.builtin;

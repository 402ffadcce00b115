/**
 * The SPI of magics: whoever puts a {@link dev.atelier.kernel.magic.Magic} on the class path (through
 * {@link java.util.ServiceLoader}) adds a {@code %name} to the kernel. A magic is a picocli command: its options are
 * typed, its help and its Tab completion are generated. The command line of Atelier hosts the same magics in a terminal.
 *
 * <p>In a notebook a magic reaches its class path, its declarations and its history through
 * {@link dev.atelier.kernel.magic.NotebookAccess}; a terminal has none.
 *
 * <p>Knows nothing of Jupyter's messages and nothing of JShell.
 */
package dev.atelier.kernel.magic;

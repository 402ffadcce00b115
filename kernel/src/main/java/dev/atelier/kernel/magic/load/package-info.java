/**
 * {@code %load}: notebooks, Java files and JShell scripts as texts that a notebook can run. Reads files, calls the SPI and
 * the host's scanner; runs on the thread that runs cells.
 */
package dev.atelier.kernel.magic.load;

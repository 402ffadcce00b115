/**
 * What a notebook's own code sees of the kernel: the functions that every cell may call, and the base kernel's types.
 * Entered by the person's threads.
 */
package dev.atelier.kernel.notebook;

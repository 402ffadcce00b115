/**
 * Whose output a thread's output is: the request that a thread works for, inherited by the threads it starts.
 * Entered by every thread, the person's own too.
 */
package dev.atelier.kernel.cell;

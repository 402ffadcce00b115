/**
 * How values of libraries look that the kernel cannot depend on, and of AWT, which it should not load unasked: a small
 * class for each, found by the name of a type and loaded with the first such value. Calls {@code display} alone.
 */
package dev.atelier.kernel.display.adapter;

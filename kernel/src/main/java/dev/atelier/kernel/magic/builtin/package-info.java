/** The few magics that the kernel brings itself. What they need of it comes through {@code Workbench}. */
package dev.atelier.kernel.magic.builtin;

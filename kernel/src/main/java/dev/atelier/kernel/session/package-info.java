/**
 * The kernel's requests and what answers them. Thread {@code kernel-shell} takes shell requests one after another and
 * runs the person's code; {@code kernel-control} answers interrupt and shutdown meanwhile; {@code kernel-io} only
 * queues. Calls all other packages of the kernel.
 */
package dev.atelier.kernel.session;

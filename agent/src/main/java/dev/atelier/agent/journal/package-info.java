/**
 * What a kernel said, numbered and on disk, and how much of it each session has acknowledged.
 *
 * <p>The kernel's pump appends (it never waits for a reader); each connection reads on a virtual thread of its own. Owns the
 * folder {@code journal} and the file {@code sessions} of a kernel. Calls {@code wire} and {@code config} alone.
 */
package dev.atelier.agent.journal;

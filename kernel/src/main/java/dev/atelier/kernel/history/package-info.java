/** What was run, kept in a file for later sessions: written and read on a thread of its own, asked from any. */
package dev.atelier.kernel.history;

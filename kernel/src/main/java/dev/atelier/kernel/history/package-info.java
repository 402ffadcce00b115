/** What was run, kept in a file for later sessions. Entered by the thread that runs cells alone. */
package dev.atelier.kernel.history;

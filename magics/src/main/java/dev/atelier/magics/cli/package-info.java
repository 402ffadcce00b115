/**
 * The same verbs in a terminal: {@code ./atelier compute list}. A terminal is one more host of the magics, with colours where
 * it has them and progress redrawn in place; an instance's terminal is shown in it.
 */
package dev.atelier.magics.cli;

/** What verbs draw: tables and progress, as text with colours for terminals and as HTML for notebooks. */
package dev.atelier.magics.show;

/**
 * JupyterLab as static files: its page, assets, settings, workspaces, themes and extensions, out of the Python environment
 * that it is installed in, and the small Jupyter endpoints that need no kernel. No Python runs for any of it.
 *
 * <p>Entered on requests' virtual threads. What belongs to a person (settings, workspaces, notebook configuration) lies
 * in a folder of theirs, written whole. May call: {@code http}'s vocabulary, {@code contents}' table of media types.
 */
package dev.atelier.gateway.lab;

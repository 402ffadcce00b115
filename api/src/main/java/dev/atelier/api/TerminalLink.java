package dev.atelier.api;

/**
 * A terminal on an instance.
 *
 * @param name by which Jupyter's clients know it: {@code box1_1}
 * @param url opens it in JupyterLab
 */
public record TerminalLink(String name, String url) {}

package dev.atelier.api;

/**
 * A terminal on an instance.
 *
 * @param name by which Jupyter's clients know it: {@code box1_1}
 * @param path of the page that opens it, below the gateway's address
 */
public record TerminalLink(String name, String path) {}

package dev.atelier.kernel.evaluation;

/**
 * What is known about a name.
 *
 * @param plain for consoles
 * @param html for notebooks: of the documentation's own tags only those that carry no attributes, everything else escaped
 */
public record Tooltip(String plain, String html) {}

package dev.atelier.kernel.evaluation;

/**
 * One snippet of a cell.
 *
 * @param source what JShell evaluates, ended by a semicolon where one is missing
 * @param offset where it begins in the cell's Java
 * @param wellFormed false for what cannot even be parsed
 */
record Piece(String source, String text, int offset, boolean wellFormed) {}

package dev.atelier.kernel.magic;

/**
 * A cell that was run.
 *
 * @param session from 1, one more for each kernel that used the same history
 * @param number the cell's execution count
 */
public record PastCell(int session, int number, String text) {}

package dev.atelier.kernel.evaluation;

/**
 * Where a snippet's code stands.
 *
 * @param cell its label: {@code Cell [3]}
 * @param code the whole cell
 * @param offset where the snippet begins in it
 */
record Origin(String cell, String code, int offset) {

    /** The line of the cell, from 1, at a position of the snippet. */
    int line(int position) {
        int end = Math.clamp((long) offset + position, 0, code.length());
        return 1 + (int) code.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    /** The column, from 0, at a position of the snippet. */
    int column(int position) {
        int end = Math.clamp((long) offset + position, 0, code.length());
        return end - (code.lastIndexOf('\n', end - 1) + 1);
    }

    String lineText(int line) {
        return code.lines().skip(line - 1L).findFirst().orElse("");
    }
}

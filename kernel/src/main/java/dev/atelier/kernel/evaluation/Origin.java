package dev.atelier.kernel.evaluation;

/**
 * Where a snippet's code stands.
 *
 * @param cell its label: {@code Cell [3]}
 * @param code the whole cell
 * @param offset where the snippet begins in it
 * @param end where it ends at the latest; what the kernel wrote may be longer than what it stands for
 */
record Origin(String cell, String code, int offset, int end) {

    Origin(String cell, String code, int offset) {
        this(cell, code, offset, code.length());
    }

    /** The line of the cell, from 1, at a position of the snippet. */
    int line(int position) {
        return 1
                + (int) code.substring(0, at(position))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** The column, from 0, at a position of the snippet. */
    int column(int position) {
        int at = at(position);
        return at - (code.lastIndexOf('\n', at - 1) + 1);
    }

    private int at(int position) {
        return Math.clamp((long) offset + position, 0, end);
    }

    String lineText(int line) {
        return code.lines().skip(line - 1L).findFirst().orElse("");
    }
}

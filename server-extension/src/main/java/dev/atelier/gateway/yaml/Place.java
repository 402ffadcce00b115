package dev.atelier.gateway.yaml;

import org.yaml.snakeyaml.error.Mark;

/**
 * Where something stands.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
record Place(int line, int column) {
    static final Place BEGIN = new Place(1, 1);

    static Place of(Mark mark) {
        return mark == null ? BEGIN : new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}

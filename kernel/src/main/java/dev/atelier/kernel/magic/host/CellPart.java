package dev.atelier.kernel.magic.host;

import java.util.Optional;

/** A part of a cell; {@code offset} is where it begins in the cell. */
public sealed interface CellPart {
    int offset();

    record Java(String code, int offset) implements CellPart {}

    /** @param words what follows the name, as typed */
    record Line(String name, String words, Optional<Assignment> target, int offset) implements CellPart {}

    /** {@code %%name words} and all lines below. */
    record Whole(String name, String words, String body, int offset) implements CellPart {}

    /**
     * What stands before {@code = %name}.
     *
     * @param type as typed: {@code var}, {@code List<String>}; empty where an existing variable gets a new value
     */
    record Assignment(Optional<String> type, String variable) {}
}

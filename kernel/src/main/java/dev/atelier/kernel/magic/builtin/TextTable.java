package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.display.Html;
import dev.atelier.kernel.magic.Rendering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table as text and as HTML. */
final class TextTable {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... head) {
        this.head = List.of(head);
    }

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    Rendering rendering() {
        return Rendering.of(plain(), html());
    }

    private String plain() {
        List<List<String>> all = new ArrayList<>(rows);
        all.addFirst(head);
        int[] widths = IntStream.range(0, head.size())
                .map(column -> Collections.max(
                        all.stream().map(row -> row.get(column).length()).toList()))
                .toArray();
        return all.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> row.get(column)
                        + " ".repeat(widths[column] - row.get(column).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private String html() {
        return "<table><thead>" + htmlRow(head, "th") + "</thead><tbody>"
                + rows.stream().map(row -> htmlRow(row, "td")).collect(Collectors.joining()) + "</tbody></table>";
    }

    private static String htmlRow(List<String> cells, String tag) {
        return cells.stream()
                .map(cell -> "<" + tag + " style=\"text-align:left\">" + Html.escape(cell) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }
}

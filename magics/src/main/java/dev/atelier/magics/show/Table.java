package dev.atelier.magics.show;

import dev.atelier.kernel.magic.Rendering;
import java.util.ArrayList;
import java.util.List;

/** A table with a heading; empty, it says so. */
public final class Table {
    private final List<String> heading;
    private final String empty;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** @param empty what is said when there are no rows */
    public Table(String empty, String... heading) {
        this.empty = empty;
        this.heading = List.of(heading);
    }

    public void add(Cell... cells) {
        rows.add(List.of(cells));
    }

    public Rendering rendering() {
        return rows.isEmpty()
                ? Rendering.of(empty, "<div style=\"opacity:.75\">" + Html.escape(empty) + "</div>")
                : Rendering.of(plain(), html());
    }

    private String plain() {
        int[] widths = new int[heading.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    heading.get(i).length(),
                    rows.stream()
                            .mapToInt(r -> r.get(column).text().length())
                            .max()
                            .orElse(0));
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            text.append(Tone.QUIET.ansi(Cell.of(heading.get(i)).ansi(widths[i])))
                    .append("  ");
        }
        for (List<Cell> row : rows) {
            text.append('\n');
            for (int i = 0; i < widths.length; i++) {
                text.append(row.get(i).ansi(widths[i])).append("  ");
            }
        }
        return text.toString().stripTrailing();
    }

    private String html() {
        StringBuilder html = new StringBuilder("<table><thead><tr>");
        heading.forEach(h -> html.append("<th style=\"text-align:left\">")
                .append(Html.escape(h))
                .append("</th>"));
        html.append("</tr></thead><tbody>");
        for (List<Cell> row : rows) {
            html.append("<tr>");
            row.forEach(c -> html.append("<td style=\"text-align:left\">")
                    .append(c.html())
                    .append("</td>"));
            html.append("</tr>");
        }
        return html.append("</tbody></table>").toString();
    }
}

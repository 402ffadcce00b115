package dev.atelier.kernel.display;

import java.util.List;
import java.util.Locale;

/**
 * A table as HTML that takes the page's colours. The first rows are seen at once, more of them behind a
 * {@code <details>}: JupyterLab lets that through to a notebook that it does not trust, where no script runs.
 */
public final class TableHtml {
    private static final int FIRST_ROWS = 20;
    private static final int PAGE_ROWS = 90;
    private static final int MAX_CHARACTERS = 1 << 18;
    /** JupyterLab aligns every cell to the right by a rule that no attribute overrides; numbers alone should be. */
    private static final String STYLE =
            "<style>table.atelier-table td:not([align]),table.atelier-table th[align]{text-align:left}"
                    + "table.atelier-table th:not([align]){text-align:right}</style>";

    private final Table table;
    private final boolean[] numeric;
    private final StringBuilder html = new StringBuilder(STYLE);
    private int shown;

    private TableHtml(Table table) {
        this.table = table;
        this.numeric = new boolean[table.columns().size()];
        for (int i = 0; i < numeric.length; i++) {
            numeric[i] = table.numeric(i);
        }
    }

    public static String of(Table table) {
        return new TableHtml(table).html();
    }

    private String html() {
        rows(Math.min(FIRST_ROWS, table.rows().size()));
        while (shown < table.rows().size() && !full()) {
            page();
        }
        foot();
        return html.toString();
    }

    private void page() {
        int end = Math.min(shown + PAGE_ROWS, table.rows().size());
        html.append("<details><summary>Rows ")
                .append(shown + 1)
                .append(" to ")
                .append(end)
                .append("</summary>");
        rows(end);
        html.append("</details>");
    }

    private void rows(int end) {
        html.append("<table class=\"atelier-table\"><thead><tr>");
        for (int i = 0; i < table.columns().size(); i++) {
            html.append(numeric[i] ? "<th>" : "<th align=\"left\">")
                    .append(Html.escape(table.columns().get(i)))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (; shown < end && !full(); shown++) {
            row(table.rows().get(shown));
        }
        html.append("</tbody></table>");
    }

    private void row(List<Table.Cell> row) {
        html.append("<tr>");
        for (int i = 0; i < row.size(); i++) {
            html.append(numeric[i] ? "<td align=\"right\">" : "<td>")
                    .append(content(row.get(i)))
                    .append("</td>");
        }
        html.append("</tr>");
    }

    private static String content(Table.Cell cell) {
        String text = Html.escape(cell.text());
        return cell.kind() == Table.Kind.NULL ? "<span style=\"opacity:0.5\">" + text + "</span>" : text;
    }

    private void foot() {
        boolean rowsMissing = shown < table.allRows();
        boolean columnsMissing = table.columns().size() < table.allColumns();
        if (rowsMissing || columnsMissing || shown > FIRST_ROWS) {
            html.append("<div style=\"opacity:0.7\">")
                    .append(rowsMissing ? count(shown) + " of " : "")
                    .append(count(table.allRows()))
                    .append(" rows, ")
                    .append(columnsMissing ? count(table.columns().size()) + " of " : "")
                    .append(count(table.allColumns()))
                    .append(" columns</div>");
        }
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private boolean full() {
        return html.length() >= MAX_CHARACTERS;
    }
}

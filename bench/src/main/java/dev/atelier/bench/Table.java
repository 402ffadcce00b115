package dev.atelier.bench;

import java.util.Locale;

/** A table in Markdown: ours, the peer's, the ratio. */
final class Table {
    private Table() {}

    static void head(String peer) {
        row("measure", "Atelier", peer, "ratio");
        row("---", "---", "---", "---");
    }

    static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    static void spread(String measure, Samples ours, Samples peer) {
        row(measure, ours.spread(), peer.spread(), ratio(ours, peer));
    }

    static void percentiles(String measure, Samples ours, Samples peer) {
        row(measure, ours.percentiles(), peer.percentiles(), ratio(ours, peer));
    }

    private static String ratio(Samples ours, Samples peer) {
        return String.format(Locale.ROOT, "%.2f", ours.median() / peer.median());
    }
}

package dev.atelier.magics.compute;

import dev.atelier.api.Quota;
import dev.atelier.api.QuotaUse;
import dev.atelier.kernel.magic.Rendering;
import dev.atelier.magics.show.Amounts;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.util.List;

/** How much of each quota is taken. */
final class QuotaTable {
    private static final int MOST_NAMED = 5;

    private QuotaTable() {}

    static Rendering of(Quota quota) {
        Table table =
                new Table("There are no quotas.", "FOR", "FAMILY", "INSTANCES", "CORES", "MEMORY", "GPUS", "HELD BY");
        quota.uses()
                .forEach(use -> table.add(
                        Cell.of(use.person().orElse("everybody")),
                        Cell.of(use.family().orElse("all")),
                        count(use.instances()),
                        count(use.cores()),
                        memory(use.memory()),
                        count(use.gpus()),
                        Cell.of(names(use.heldBy()))));
        return table.rendering();
    }

    private static Cell count(QuotaUse.Amount amount) {
        return amount.limit()
                .map(limit -> Cell.of(amount.used() + " of " + limit, tone(amount.used(), limit)))
                .orElseGet(() -> Cell.of(amount.used()));
    }

    private static Cell memory(QuotaUse.Amount amount) {
        return amount.limit()
                .map(limit -> Cell.of(Amounts.part(amount.used(), limit), tone(amount.used(), limit)))
                .orElseGet(() -> Cell.of(Amounts.whole(amount.used())));
    }

    /** Full is what nothing more fits into; what has little room left is worth a look before. */
    private static Tone tone(long used, long limit) {
        if (used >= limit) {
            return Tone.BAD;
        }
        return used * 5 >= limit * 4 ? Tone.BUSY : Tone.GOOD;
    }

    private static String names(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
        return names.size() <= MOST_NAMED ? first : first + " and " + (names.size() - MOST_NAMED) + " more";
    }
}

package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.NotebookAccess;
import dev.atelier.kernel.magic.PastCell;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Print the cells that this kernel ran, or search those of earlier kernels too.")
final class PastCells implements Callable<List<PastCell>> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})?(-)?(\\d{1,9})?");

    private final MagicContext context;

    @Option(names = "-n", description = "With the cells' numbers.")
    private boolean numbers;

    @Option(names = "-l", paramLabel = "COUNT", description = "Only the last COUNT.")
    private int last = Integer.MAX_VALUE;

    @Option(
            names = "-g",
            paramLabel = "PATTERN",
            description = "Cells of all kernels that hold this; * and ? stand for any characters or one. They are "
                    + "numbered KERNEL/CELL.")
    private Optional<String> pattern = Optional.empty();

    @Parameters(paramLabel = "CELLS", description = "Numbers of cells: 3, 3-5, 7-; all if left out.")
    private List<String> ranges = List.of();

    PastCells(MagicContext context) {
        this.context = context;
    }

    @Override
    public List<PastCell> call() {
        if (last < 0) {
            throw new MagicException("A count of cells is not negative: -l " + last + ".");
        }
        NotebookAccess notebook = context.requireNotebook();
        List<PastCell> cells = pattern.map(p -> notebook.searchHistory("*" + p + "*", last))
                .orElseGet(() -> tail(chosen(notebook.history())));
        cells.forEach(cell -> context.print(printed(cell)));
        if (cells.isEmpty()) {
            context.print("There is no such cell.\n");
        }
        return cells;
    }

    private List<PastCell> tail(List<PastCell> cells) {
        return cells.subList(Math.max(0, cells.size() - last), cells.size());
    }

    private List<PastCell> chosen(List<PastCell> cells) {
        return ranges.isEmpty()
                ? cells
                : ranges.stream().flatMap(range -> within(range, cells)).toList();
    }

    private static Stream<PastCell> within(String range, List<PastCell> cells) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches() || (matcher.group(1) == null && matcher.group(3) == null)) {
            throw new MagicException("“" + range + "” is no range of cells. Type a number, 3-5, or 7-.");
        }
        int from = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
        int open = matcher.group(2) == null ? from : Integer.MAX_VALUE;
        int to = matcher.group(3) == null ? open : Integer.parseInt(matcher.group(3));
        return cells.stream().filter(cell -> from <= cell.number() && cell.number() <= to);
    }

    private String printed(PastCell cell) {
        String number = pattern.isPresent() ? cell.session() + "/" + cell.number() : String.valueOf(cell.number());
        String text = cell.text().stripTrailing() + "\n";
        if (!numbers && pattern.isEmpty()) {
            return text;
        }
        boolean oneLine = cell.text().strip().indexOf('\n') < 0;
        return String.format("%4s:%s%s", number, oneLine ? " " : "\n", text);
    }
}

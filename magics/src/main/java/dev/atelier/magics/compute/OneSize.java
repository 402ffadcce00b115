package dev.atelier.magics.compute;

import dev.atelier.api.Problem;
import dev.atelier.api.Size;
import dev.atelier.api.client.AtelierClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute size}. */
@Command(name = "size", description = "Show a size, or keep instances of it ready.")
final class OneSize implements Callable<Size> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "SIZE", completionCandidates = Names.Sizes.class, description = "See: compute sizes.")
    private String name;

    @Option(
            names = "--pool",
            paramLabel = "N",
            description = "Keep so many instances of this size ready, which a create takes over at once; 0 for none.")
    private Optional<Integer> pool = Optional.empty();

    @Override
    public Size call() {
        Size size = pool.isPresent()
                ? compute.session().ask(client -> client.pool(name, pool.orElseThrow()))
                : compute.session().ask(AtelierClient::sizes).stream()
                        .filter(s -> s.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> Problem.of(
                                        404,
                                        "unknown-size",
                                        "There is no size “" + name + "”.",
                                        "List them with: `compute sizes`")
                                .asException());
        compute.session().context().show(SizeTable.of(List.of(size)).rendering());
        return size;
    }
}

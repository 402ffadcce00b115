package dev.atelier.magics.compute;

import dev.atelier.api.Size;
import dev.atelier.api.client.AtelierClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code %compute sizes}. */
@Command(name = "sizes", description = "List the sizes that instances may have.")
final class Sizes implements Callable<List<Size>> {
    @ParentCommand
    private Compute compute;

    @Override
    public List<Size> call() {
        List<Size> sizes = compute.session().ask(AtelierClient::sizes);
        compute.session().context().show(SizeTable.of(sizes).rendering());
        return sizes;
    }
}

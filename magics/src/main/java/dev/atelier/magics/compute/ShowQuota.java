package dev.atelier.magics.compute;

import dev.atelier.api.Quota;
import dev.atelier.api.client.AtelierClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code %compute quota}. */
@Command(name = "quota", description = "Show what you may have of instances, and how much of it is taken.")
final class ShowQuota implements Callable<Quota> {
    @ParentCommand
    private Compute compute;

    @Option(names = "--all", description = "Of everybody who has an instance.")
    private boolean all;

    @Override
    public Quota call() {
        Quota quota = compute.session().ask(all ? AtelierClient::quotaOfAll : AtelierClient::quota);
        compute.session().context().show(QuotaTable.of(quota));
        compute.session().context().print(compute.session().inOurWords(QuotaWords.of(quota)));
        return quota;
    }
}

package dev.atelier.magics.compute;

import dev.atelier.api.SshKey;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code %compute key}. */
@Command(
        name = "key",
        description =
                "Show the key with which the gateway comes to your hosts: a line for ~/.ssh/authorized_keys there.")
final class Key implements Callable<SshKey> {
    @ParentCommand
    private Compute compute;

    @Override
    public SshKey call() {
        SshKey key = compute.session().ask(AtelierClient::key);
        Table table = new Table("", "key", key.publicKey());
        table.add(Cell.of("fingerprint"), Cell.of(key.fingerprint()));
        compute.session().context().show(table.rendering());
        return key;
    }
}

package dev.atelier.magics.datastore;

import dev.atelier.api.Datastore;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.kernel.magic.MagicException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %datastore create}. */
@Command(name = "create", description = "Write down where data is; its location and credential are tried at once.")
final class CreateDatastore implements Callable<Datastore> {
    @ParentCommand
    private DatastoreCommand parent;

    @Parameters(paramLabel = "NAME", description = "3 to 24 letters, digits or dashes, beginning with a letter.")
    private String name;

    @Option(
            names = "--type",
            required = true,
            description = "local (a folder that the operator allowed), s3 or azureblob.")
    private Type type;

    @Option(names = "--path", description = "local: the folder.")
    private String path;

    @Option(names = "--bucket", description = "s3: the bucket.")
    private String bucket;

    @Option(names = "--endpoint", description = "s3, azureblob: the server's URL; Amazon's or Azure's if left out.")
    private String endpoint;

    @Option(names = "--region", description = "s3: the region.")
    private String region;

    @Option(names = "--access-key-id", description = "s3: the key; AWS_ACCESS_KEY_ID if left out.")
    private String accessKeyId;

    @Option(
            names = "--secret-access-key",
            description = "s3: its secret; AWS_SECRET_ACCESS_KEY if left out, which keeps it out of the notebook.")
    private String secretAccessKey;

    @Option(names = "--account", description = "azureblob: the storage account; AZURE_STORAGE_ACCOUNT if left out.")
    private String account;

    @Option(names = "--container", description = "azureblob: the blob container.")
    private String container;

    @Option(
            names = "--account-key",
            description =
                    "azureblob: the account's key; AZURE_STORAGE_KEY if left out, which keeps it out of the notebook.")
    private String accountKey;

    @Option(
            names = "--sas-token",
            description = "azureblob: a SAS token in the key's place; AZURE_STORAGE_SAS_TOKEN if both are left out.")
    private String sasToken;

    /** The kinds of datastores, as they are typed. */
    enum Type {
        local,
        s3,
        azureblob
    }

    private static String needed(String option, String value) {
        if (value == null || value.isBlank()) {
            throw new MagicException("The option " + option + " is missing for this type of datastore.");
        }
        return value;
    }

    private String needed(String option, String value, String variable) {
        return needed(option + " (or the variable " + variable + ")", value != null ? value : variable(variable));
    }

    private String variable(String name) {
        return parent.session().context().environment().get(name);
    }

    /** With the names that Azure's own command line has for its variables; of these the key goes first, as there. */
    private DatastoreSpec azureBlob() {
        String key = accountKey;
        String token = sasToken;
        if (key == null && token == null) {
            key = variable("AZURE_STORAGE_KEY");
            token = key == null ? variable("AZURE_STORAGE_SAS_TOKEN") : null;
        }
        if (key == null && token == null) {
            needed("--account-key or --sas-token", null, "AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN");
        }
        return new DatastoreSpec.AzureBlob(
                needed("--account", account, "AZURE_STORAGE_ACCOUNT"),
                needed("--container", container),
                Optional.ofNullable(endpoint),
                Optional.ofNullable(key),
                Optional.ofNullable(token));
    }

    @Override
    public Datastore call() {
        DatastoreSpec spec = switch (type) {
            case local -> new DatastoreSpec.Local(needed("--path", path));
            case s3 ->
                new DatastoreSpec.S3(
                        needed("--bucket", bucket),
                        Optional.ofNullable(endpoint),
                        Optional.ofNullable(region),
                        needed("--access-key-id", accessKeyId, "AWS_ACCESS_KEY_ID"),
                        needed("--secret-access-key", secretAccessKey, "AWS_SECRET_ACCESS_KEY"));
            case azureblob -> azureBlob();
        };
        Datastore made = parent.session().ask(client -> client.createDatastore(name, spec));
        parent.session()
                .context()
                .print("The datastore " + made.name() + " reads from " + made.location() + ". Mount it with: "
                        + parent.session().context().prompt() + "mount datastore " + made.name() + "\n");
        return made;
    }
}

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

    @Option(names = "--type", required = true, description = "local (a folder that the operator allowed) or s3.")
    private Type type;

    @Option(names = "--path", description = "local: the folder.")
    private String path;

    @Option(names = "--bucket", description = "s3: the bucket.")
    private String bucket;

    @Option(names = "--endpoint", description = "s3: the server's URL; Amazon's if left out.")
    private String endpoint;

    @Option(names = "--region", description = "s3: the region.")
    private String region;

    @Option(names = "--access-key-id", description = "s3: the key; AWS_ACCESS_KEY_ID if left out.")
    private String accessKeyId;

    @Option(
            names = "--secret-access-key",
            description = "s3: its secret; AWS_SECRET_ACCESS_KEY if left out, which keeps it out of the notebook.")
    private String secretAccessKey;

    /** The kinds of datastores, as they are typed. */
    enum Type {
        local,
        s3
    }

    private static String needed(String option, String value) {
        if (value == null || value.isBlank()) {
            throw new MagicException("The option " + option + " is missing for this type of datastore.");
        }
        return value;
    }

    private String needed(String option, String value, String variable) {
        return needed(
                option + " (or the variable " + variable + ")",
                value != null ? value : parent.session().context().environment().get(variable));
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
        };
        Datastore made = parent.session().ask(client -> client.createDatastore(name, spec));
        parent.session()
                .context()
                .print("The datastore " + made.name() + " reads from " + made.location() + ". Mount it with: "
                        + parent.session().context().prompt() + "mount datastore " + made.name() + "\n");
        return made;
    }
}

package dev.atelier.gateway.provider;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container of Azure Blob Storage. Up to 1.60, rclone takes an account's key to Azure's own address alone, and its option
 * {@code use_emulator} ignores account and key, so that any key would pass. Where an endpoint is given, rclone therefore
 * gets a signature for the container that is made from the key here; every rclone takes that to any address.
 */
record RcloneAzureBlob(DatastoreSpec.AzureBlob blob) implements RcloneRemote {
    /** Longer than any mount lasts. The signature ends with the key that made it. */
    private static final Duration VALID = Duration.ofDays(3650);

    /** What Azure's SDKs print of an answer, the old one and the new one. */
    private static final Pattern STATUS = Pattern.compile("RESPONSE (?:Status|\\d{3}): (\\d{3})");

    private static final Pattern CODE = Pattern.compile("(?:ServiceCode=|ERROR CODE: )(\\w+)");
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"]*");

    @Override
    public String bucket() {
        return blob.containerName();
    }

    /** A folder that nobody has: its listing is short however much lies beside it, and needs the rights that reading needs. */
    @Override
    public String probe() {
        return blob.containerName() + "/.atelier";
    }

    /** Rclone's SDK tries for half a minute and more whatever rclone's own options say. */
    @Override
    public Duration patience() {
        return Duration.ofSeconds(5);
    }

    /** Once, because the SDK tries four times itself. */
    @Override
    public int tries() {
        return 1;
    }

    @Override
    public Map<String, String> options() {
        Optional<String> azuresOwn =
                blob.accountKey().filter(_ -> blob.endpoint().isEmpty());
        return azuresOwn
                .map(key -> Map.of("type", "azureblob", "account", blob.accountName(), "key", key))
                .orElseGet(() -> Map.of("type", "azureblob", "sas_url", blob.location() + "?" + signature()));
    }

    private String signature() {
        return blob.sasToken()
                .orElseGet(() -> ContainerSas.sign(
                        blob.accountName(),
                        blob.containerName(),
                        blob.accountKey().orElseThrow(),
                        Instant.now().plus(VALID)));
    }

    @Override
    public Optional<Problem> refusal(String said) {
        Optional<String> status = first(STATUS, said);
        if (status.filter(s -> s.equals("401") || s.equals("403")).isPresent()) {
            String code = first(CODE, said).map(c -> " (" + c + ")").orElse("");
            return Optional.of(
                    Problem.of(
                            403,
                            "wrong-credentials",
                            "The server of " + blob.location() + " refuses the "
                                    + (blob.accountKey().isPresent()
                                            ? "key of the account " + blob.accountName()
                                            : "SAS token")
                                    + code + ".",
                            blob.accountKey().isPresent()
                                    ? "Check the key, and that the account allows keys and this computer's network."
                                    : "Check that the token has not expired, and that it allows to read and list the container."));
        }
        if (said.contains("directory not found")) {
            return Optional.of(Problem.of(
                    404,
                    "no-such-container",
                    "There is no blob container “" + blob.containerName() + "” in the account " + blob.accountName()
                            + " at " + blob.location() + ".",
                    "Check both names; blob containers are not made by Atelier."));
        }
        return Optional.empty();
    }

    /** Never with the query of an address, which may hold a signature. */
    @Override
    public String reason(String said) {
        return first(STATUS, said)
                .map(status -> "the server answers " + status
                        + first(CODE, said).map(c -> " (" + c + ")").orElse(""))
                .orElseGet(() -> QUERY.matcher(said.strip().lines().reduce("", (a, b) -> b))
                        .replaceAll(""));
    }

    private static Optional<String> first(Pattern pattern, String said) {
        Matcher found = pattern.matcher(said);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}

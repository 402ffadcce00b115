package dev.atelier.api;

import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** What Azure Storage says of the fields of a {@link DatastoreSpec.AzureBlob}; each goes into an address. */
final class AzureFields {
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
    private static final Pattern CONTAINER = Pattern.compile("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*|\\$(root|web|logs)");
    private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9%&=._~:/+,;-]+");
    private static final Pattern BY_NUMBER = Pattern.compile("[0-9.]+|\\[.*]");

    private AzureFields() {}

    static String account(String value) {
        return named(
                ACCOUNT,
                "account_name",
                value,
                "is no name of a storage account.",
                "Write 3 to 24 small letters and digits.");
    }

    static String container(String value) {
        return named(
                CONTAINER,
                "container_name",
                value,
                "is no name of a blob container.",
                "Write 3 to 63 small letters, digits and single dashes, without a path.");
    }

    private static String named(Pattern pattern, String field, String value, String what, String next) {
        if (!pattern.matcher(SpecFields.required(field, value)).matches()) {
            throw SpecFields.bad(field, "is “" + Names.shown(value) + "”, which " + what, next)
                    .asException();
        }
        return value;
    }

    /** Without a slash at its end. The SDKs look for the account in the path exactly where the host is a number. */
    static String endpoint(String value, String account) {
        URI url = SpecFields.requireUrl(value);
        String plain = value.replaceAll("/+$", "");
        boolean byNumber = BY_NUMBER.matcher(url.getHost()).matches();
        String path = byNumber ? "/" + account : "";
        if (url.getFragment() != null || !url.getPath().replaceAll("/+$", "").equals(path)) {
            throw Problem.of(
                            400,
                            "bad-endpoint",
                            "The datastore's field endpoint is “" + Names.shown(value)
                                    + "”, which is no blob endpoint of the account " + account + ".",
                            "Give it as https://HOST, or as http://IP:PORT/" + account
                                    + " where the account is in the path.")
                    .asException();
        }
        return plain;
    }

    static String key(String value) {
        try {
            Base64.getDecoder().decode(SpecFields.required("account_key", value));
            return value;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    SpecFields.bad(
                            "account_key",
                            "is no key of a storage account: it is not Base64.",
                            "Copy the whole key; in Azure's portal it is under “Access keys”."),
                    e);
        }
    }

    /** Without the question mark that it is often copied with. */
    static String sasToken(String value) {
        String token = SpecFields.required("sas_token", value).replaceFirst("^\\?", "");
        if (!QUERY.matcher(token).matches() || !("&" + token).contains("&sig=")) {
            throw SpecFields.bad(
                            "sas_token",
                            "is no shared access signature.",
                            "Copy the “SAS token”, which holds sig=, and not the URL.")
                    .asException();
        }
        return token;
    }

    static void requireOne(Optional<String> key, Optional<String> token) {
        if (key.isPresent() && token.isPresent()) {
            throw SpecFields.bad("sas_token", "is there beside account_key.", "Leave one of the two out.")
                    .asException();
        }
        if (key.isEmpty() && token.isEmpty()) {
            throw Problem.of(
                            400,
                            "missing-field",
                            "The datastore's field account_key is missing.",
                            "Give account_key or sas_token.")
                    .asException();
        }
    }
}

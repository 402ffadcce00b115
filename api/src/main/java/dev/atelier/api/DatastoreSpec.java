package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** Where a datastore's data is, and with what it is opened. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DatastoreSpec.Local.class, name = "local"),
    @JsonSubTypes.Type(value = DatastoreSpec.S3.class, name = "s3"),
    @JsonSubTypes.Type(value = DatastoreSpec.AzureBlob.class, name = "azureblob")
})
public sealed interface DatastoreSpec {
    /** The most characters of a field. */
    int LONGEST = 4096;

    /** The word for the kind, as in {@code --type}. */
    String type();

    /** Where it is, in words that hold no secret. */
    String location();

    /** Objects in a bucket behind some cloud's protocol, which become a folder where they are mounted. */
    sealed interface ObjectStore extends DatastoreSpec {}

    /** A folder of this computer that the operator allowed. */
    record Local(String path) implements DatastoreSpec {
        public Local {
            path = SpecFields.required("path", path);
        }

        @Override
        public String type() {
            return "local";
        }

        @Override
        public String location() {
            return path;
        }
    }

    /**
     * A bucket behind the S3 protocol.
     *
     * @param endpoint the server's URL; Amazon's when empty
     */
    record S3(
            String bucket,
            Optional<String> endpoint,
            Optional<String> region,
            @JsonProperty("access_key_id") String accessKeyId,
            @JsonProperty("secret_access_key") String secretAccessKey)
            implements ObjectStore {
        public S3 {
            bucket = SpecFields.required("bucket", bucket);
            accessKeyId = SpecFields.required("access_key_id", accessKeyId);
            secretAccessKey = SpecFields.required("secret_access_key", secretAccessKey);
            endpoint = SpecFields.optional(endpoint);
            endpoint.ifPresent(SpecFields::requireUrl);
            region = SpecFields.optional(region);
            region.ifPresent(r -> SpecFields.required("region", r));
        }

        @Override
        public String type() {
            return "s3";
        }

        @Override
        public String location() {
            return endpoint.map(e -> e + "/").orElse("s3://") + bucket;
        }

        /** Never shows the key. */
        @Override
        public String toString() {
            return "S3[" + location() + "]";
        }
    }

    /**
     * A container of Azure Blob Storage. The fields have the names of Azure ML's YAML.
     *
     * @param endpoint the account's blob endpoint, as connection strings have it: {@code https://HOST}, or
     *     {@code http://IP:PORT/ACCOUNT} where the server is addressed by number; Azure's own when empty
     * @param accountKey the account's key; this or the signature is there, never both
     * @param sasToken a shared access signature for the account or the container
     */
    record AzureBlob(
            @JsonProperty("account_name") String accountName,
            @JsonProperty("container_name") String containerName,
            Optional<String> endpoint,
            @JsonProperty("account_key") Optional<String> accountKey,
            @JsonProperty("sas_token") Optional<String> sasToken)
            implements ObjectStore {
        public AzureBlob {
            accountName = AzureFields.account(accountName);
            containerName = AzureFields.container(containerName);
            String account = accountName;
            endpoint = SpecFields.optional(endpoint).map(e -> AzureFields.endpoint(e, account));
            accountKey = SpecFields.optional(accountKey).map(AzureFields::key);
            sasToken = SpecFields.optional(sasToken).map(AzureFields::sasToken);
            AzureFields.requireOne(accountKey, sasToken);
        }

        @Override
        public String type() {
            return "azureblob";
        }

        /** The container's URL. */
        @Override
        public String location() {
            return endpoint.orElse("https://" + accountName + ".blob.core.windows.net") + "/" + containerName;
        }

        /** Never shows the credential. */
        @Override
        public String toString() {
            return "AzureBlob[" + location() + "]";
        }
    }
}

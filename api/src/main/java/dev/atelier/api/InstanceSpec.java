package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Optional;

/**
 * What an instance shall be, with Azure ML's field names.
 *
 * @param provider who makes it; the default provider when empty
 * @param size the name of a {@link Size}; the provider's default when empty
 * @param image what a container is made from; the provider's default when empty
 * @param ssh the host that it is, of an instance that is attached
 * @param idleMinutes after how many minutes without activity it is stopped, {@value IdleSpec#LEAST} to {@value IdleSpec#MOST};
 *     never when {@value IdleSpec#NEVER}; as the gateway has it when empty, which is never unless its operator says otherwise
 */
public record InstanceSpec(
        Optional<String> provider,
        Optional<String> size,
        Optional<String> image,
        Optional<String> description,
        Map<String, String> tags,
        Optional<SshHost> ssh,
        @JsonProperty(IdleSpec.FIELD) Optional<Integer> idleMinutes) {

    public InstanceSpec {
        provider = provider == null ? Optional.empty() : provider;
        size = size == null ? Optional.empty() : size;
        image = image == null ? Optional.empty() : image;
        description = description == null ? Optional.empty() : description;
        ssh = ssh == null ? Optional.empty() : ssh;
        idleMinutes = idleMinutes == null ? Optional.empty() : idleMinutes;
        idleMinutes.filter(minutes -> minutes != IdleSpec.NEVER).ifPresent(IdleSpec::require);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }

    public static InstanceSpec defaults() {
        return new InstanceSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    public InstanceSpec withSize(Optional<String> newSize) {
        return new InstanceSpec(provider, newSize, image, description, tags, ssh, idleMinutes);
    }

    public InstanceSpec withImage(Optional<String> newImage) {
        return new InstanceSpec(provider, size, newImage, description, tags, ssh, idleMinutes);
    }

    public InstanceSpec withProvider(Optional<String> newProvider) {
        return new InstanceSpec(newProvider, size, image, description, tags, ssh, idleMinutes);
    }

    public InstanceSpec withIdleMinutes(Optional<Integer> minutes) {
        return new InstanceSpec(provider, size, image, description, tags, ssh, minutes);
    }

    /** A host that is attached. */
    public static InstanceSpec of(SshHost host) {
        return new InstanceSpec(
                Optional.of("ssh"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.of(host),
                Optional.empty());
    }
}

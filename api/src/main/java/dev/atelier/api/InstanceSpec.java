package dev.atelier.api;

import java.util.Map;
import java.util.Optional;

/**
 * What an instance shall be, with Azure ML's field names.
 *
 * @param provider who makes it; the default provider when empty
 * @param size the name of a {@link Size}; the provider's default when empty
 * @param image what a container is made from; the provider's default when empty
 * @param ssh the host that it is, of an instance that is attached
 */
public record InstanceSpec(
        Optional<String> provider,
        Optional<String> size,
        Optional<String> image,
        Optional<String> description,
        Map<String, String> tags,
        Optional<SshHost> ssh) {

    public InstanceSpec {
        provider = provider == null ? Optional.empty() : provider;
        size = size == null ? Optional.empty() : size;
        image = image == null ? Optional.empty() : image;
        description = description == null ? Optional.empty() : description;
        ssh = ssh == null ? Optional.empty() : ssh;
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }

    public static InstanceSpec defaults() {
        return new InstanceSpec(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty());
    }

    public InstanceSpec withSize(Optional<String> newSize) {
        return new InstanceSpec(provider, newSize, image, description, tags, ssh);
    }

    public InstanceSpec withImage(Optional<String> newImage) {
        return new InstanceSpec(provider, size, newImage, description, tags, ssh);
    }

    public InstanceSpec withProvider(Optional<String> newProvider) {
        return new InstanceSpec(newProvider, size, image, description, tags, ssh);
    }

    /** A host that is attached. */
    public static InstanceSpec of(SshHost host) {
        return new InstanceSpec(
                Optional.of("ssh"), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.of(host));
    }
}

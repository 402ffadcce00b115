package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The key with which the gateway comes to a person's hosts.
 *
 * @param publicKey a line for {@code ~/.ssh/authorized_keys}
 * @param fingerprint {@code SHA256:…}
 */
public record SshKey(@JsonProperty("public_key") String publicKey, String fingerprint) {}

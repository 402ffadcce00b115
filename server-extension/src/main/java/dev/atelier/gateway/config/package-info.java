/**
 * The operator's file {@code atelier.yml}: {@link dev.atelier.gateway.config.FileReader} makes an
 * {@link dev.atelier.gateway.config.OperatorFile} of its text or tells every error at once, with lines;
 * {@link dev.atelier.gateway.config.ConfigFile} takes it again when it has changed. Editors get the same rules from
 * {@code server-extension/schema/atelier.schema.json}, and a test holds the two together. May call: {@code yaml},
 * {@code limit}, {@code provider}, {@code provider.docker}, {@code provider.local} and {@code provider.ssh}.
 */
package dev.atelier.gateway.config;

/**
 * Azure ML's YAML of a compute instance, as {@code az ml compute create --file} takes it: {@link
 * dev.atelier.gateway.azure.InstanceReader} makes an {@link dev.atelier.api.InstanceFile} of it, or tells every error at once,
 * with lines; {@link dev.atelier.gateway.azure.InstanceWriter} writes one that can be created from again. The fields are those
 * of the schemas in the Python SDK {@code azure-ai-ml}. Computes alone, on the request's thread.
 * Calls {@code yaml} and {@code schedule}.
 */
package dev.atelier.gateway.azure;

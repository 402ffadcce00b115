/**
 * YAML that people write, read without loss of place: {@link dev.atelier.gateway.yaml.Section} is a part of it with its line,
 * and collects every {@link dev.atelier.gateway.yaml.Fault} instead of ending at the first. Computes alone, on whichever thread
 * reads; calls nothing of the gateway's.
 */
package dev.atelier.gateway.yaml;

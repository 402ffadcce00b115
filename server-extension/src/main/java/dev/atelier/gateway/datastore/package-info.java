/**
 * Datastores and their mounts in instances. Specs with their credentials lie encrypted in the store, under a key of the
 * gateway's home. Mounts come back with their instance. Calls {@code compute}, {@code provider}, {@code event},
 * {@code store}.
 */
package dev.atelier.gateway.datastore;

/**
 * The vocabulary that gateway, agent, magics and command line share: records and sealed types for instances, jobs,
 * datastores, mounts, events and problems, their JSON, and the client that calls the gateway with them.
 *
 * <p>Depends on Jackson alone. Every type here is a value; nothing blocks but {@link dev.atelier.api.client}.
 */
package dev.atelier.api;

/**
 * Who makes instances. A {@link dev.atelier.gateway.provider.Provider} is small: it prepares a place, starts and stops the
 * agent there, and says what exists; kernels, terminals and jobs are the agent's. What only some providers can do is an
 * interface of its own ({@link dev.atelier.gateway.provider.DatastoreMounts}). Every method is idempotent: it may have
 * been killed anywhere and is simply called again. Called on virtual threads, one at a time for an instance. May call:
 * {@code link}, {@code identity}.
 */
package dev.atelier.gateway.provider;

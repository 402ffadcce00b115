/**
 * Setup scripts: what runs in an instance once after its creation, and at each start before the instance counts as running.
 * Whether a run has begun and how it ended is in the store and with its agent, which knows it by a number; so it is run
 * once, whatever was killed meanwhile. Entered by the virtual thread that reconciles the instance. Calls {@code link}, {@code
 * share}, {@code provider} and {@code store}.
 */
package dev.atelier.gateway.setup;

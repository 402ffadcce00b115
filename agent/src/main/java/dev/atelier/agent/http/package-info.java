/**
 * The agent's front door: the secret, limits, routes, errors.
 *
 * <p>I/O threads enter and hand every request to a virtual thread. Knows nothing of kernels; handlers come from above.
 */
package dev.atelier.agent.http;

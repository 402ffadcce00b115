/**
 * Jupyter messages as values, and their signed form on the wire
 * (<a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">messaging protocol</a> 5.4).
 *
 * <p>Immutable or stateless; entered by every thread. Knows nothing of sockets.
 */
package dev.atelier.kernel.message;

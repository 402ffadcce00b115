/**
 * What an operator's own systems ask of the gateway: whether it lives and is ready, its figures for Prometheus, and logs a line
 * of which is a JSON object. Entered on visits' threads and, by the store and the gate, wherever they are. Calls {@code http},
 * {@code identity}.
 */
package dev.atelier.gateway.operation;

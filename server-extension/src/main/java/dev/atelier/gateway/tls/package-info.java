/**
 * Certificates: PEM files to a context for TLS 1.2 and 1.3, and a thread of its own that reads them again once they have
 * changed. Calls nothing of the gateway's.
 */
package dev.atelier.gateway.tls;

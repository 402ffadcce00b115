/**
 * Applications: what listens on a port of an instance (TensorBoard, code-server, a Jupyter of its own), each on an origin of its
 * own, {@code NAME-PORT.apps.HOST}, so that no script of theirs is a script of the gateway's; where there are no such hosts, a
 * port of the gateway's own. The way in leads through the gateway, which knows the person and hands them a code that becomes a cookie
 * there. What passes has none of the gateway's secrets, and what is open ends with the right to it.
 *
 * <p>Entered on I/O threads for what is known already, which never wait, and on requests' virtual threads. May call
 * {@code compute}, {@code http}, {@code forward}, {@code link} and {@code identity}.
 */
package dev.atelier.gateway.application;

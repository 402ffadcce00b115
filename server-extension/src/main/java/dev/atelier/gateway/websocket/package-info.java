/**
 * WebSocket frames (RFC 6455) on an upgraded connection. A {@link dev.atelier.gateway.websocket.FrameChannel} is one end; it
 * hands frames on while they still arrive, so that a message is not held to be passed on. Everything of a channel happens on
 * the I/O thread of its connection; only closing may be asked for from elsewhere. Knows nothing of Jupyter, and calls
 * nothing of ours.
 */
package dev.atelier.gateway.websocket;

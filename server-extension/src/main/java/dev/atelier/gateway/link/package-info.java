/**
 * The way to an instance's agent: its REST calls, and the link on which calls from inside the instance come back. Called on
 * virtual threads. Calls nothing of the gateway's.
 */
package dev.atelier.gateway.link;

/**
 * The state of a home in one file, and back: what can't be made again. The share is the people's own and not in it, nor is what
 * was only on an instance. Called by the command line while a gateway runs (to write one) or rests (to restore it). Calls the
 * store alone.
 */
package dev.atelier.gateway.backup;

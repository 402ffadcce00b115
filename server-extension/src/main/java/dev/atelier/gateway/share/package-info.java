/**
 * The share: the one place that turns a path of the contents API into a file. Whatever a path says and whoever swaps
 * folders for links meanwhile, nothing outside the share's root is read or written: a path is resolved, must lie inside,
 * and is then walked again folder by folder without following links. Writes are durable: the old bytes or the new ones.
 *
 * <p>Entered on virtual threads, by anybody; holds a lock for a name in a folder while that is replaced, moved or deleted
 * ({@code Places}). May call: nothing of the gateway.
 */
package dev.atelier.gateway.share;

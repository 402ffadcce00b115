/**
 * Jupyter's contents API on the share: models of files, folders and notebooks, checkpoints, chunked uploads, trust, and the
 * raw {@code /files}. Answers as jupyter_server 2 does, request for request, except where that loses data.
 *
 * <p>Entered on requests' virtual threads; the only state between requests is the trust store and which chunk
 * of an upload comes next. May call: {@code share},
 * {@code http}'s vocabulary.
 */
package dev.atelier.gateway.contents;

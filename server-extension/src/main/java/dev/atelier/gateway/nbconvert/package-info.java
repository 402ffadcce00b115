/**
 * Notebooks in other formats, made by nbconvert on an instance: the gateway itself runs no Python. The result is written beside the
 * files, in a hidden folder of the share that is gone before the answer is. Entered on requests' virtual threads; may call
 * {@code compute}, {@code link}, {@code share} and {@code http}.
 */
package dev.atelier.gateway.nbconvert;

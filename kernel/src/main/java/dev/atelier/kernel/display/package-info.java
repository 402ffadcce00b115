/**
 * What values look like: MIME bundles, made by the base kernel's {@code Renderer} where people's libraries registered
 * with it, by our own rules else. Entered by whichever thread displays something.
 */
package dev.atelier.kernel.display;

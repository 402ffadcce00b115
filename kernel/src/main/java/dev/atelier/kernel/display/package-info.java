/**
 * What values look like: MIME bundles, made by the base kernel's {@code Renderer} where people's libraries registered
 * with it, by what is registered in {@code api}, by {@code adapter}s for well-known libraries, by our own rules else. All
 * of it is bounded, and other people's code in it may fail. Entered by whichever thread displays something.
 */
package dev.atelier.kernel.display;

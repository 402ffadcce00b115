/**
 * How people and libraries say what their types look like: {@code renderers().register(…)} in a cell, or a {@link
 * dev.atelier.kernel.display.api.RendererProvider} in a jar. Entered by whichever thread displays something; calls nothing.
 */
package dev.atelier.kernel.display.api;

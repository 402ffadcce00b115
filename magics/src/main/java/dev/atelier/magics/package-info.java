/**
 * {@code %compute}, {@code %datastore}, {@code %mount}, {@code %unmount}: the gateway's API as magics, and, in {@link
 * dev.atelier.magics.cli}, as commands in a terminal. A verb is a class; it asks the client of {@code api}, draws what came
 * of it ({@link dev.atelier.magics.show}) and returns a typed value.
 */
package dev.atelier.magics;

/** {@code %datastore}, {@code %mount} and {@code %unmount}. */
package dev.atelier.magics.datastore;

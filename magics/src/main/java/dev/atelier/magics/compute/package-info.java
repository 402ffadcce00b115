/** {@code %compute}: instances and jobs. */
package dev.atelier.magics.compute;

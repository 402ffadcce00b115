/**
 * What a name means and what its documentation says: tooltips. Calls the compiler; reads sources beside jars. One thread at a
 * time.
 */
package dev.atelier.kernel.inspection;

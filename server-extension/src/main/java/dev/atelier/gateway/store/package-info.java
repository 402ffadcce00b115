/**
 * The state that must survive: one SQLite file in WAL mode with {@code synchronous=FULL}, one connection, one lock.
 * Whatever {@link dev.atelier.gateway.store.Database#write} has returned from is on the disk. Other packages keep their
 * own SQL, in one class each, and call nothing but this. Entered by virtual threads; never by an I/O thread.
 */
package dev.atelier.gateway.store;

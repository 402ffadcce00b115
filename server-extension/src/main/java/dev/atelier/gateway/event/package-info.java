/**
 * What happened, numbered: every change of state writes its event in the same transaction, and whoever listens reads on
 * from the number that it has. Calls the store alone.
 */
package dev.atelier.gateway.event;

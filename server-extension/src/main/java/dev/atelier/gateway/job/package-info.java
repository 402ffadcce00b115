/**
 * Jobs: a script as a process of an instance's, one at a time there, in the order of their submission. What is wanted and
 * what is stands in the store; a job is run by its name, so that it runs once however often it is asked for. One virtual
 * thread follows each job that has not ended. Calls {@code compute}, {@code link}, {@code share}, {@code event},
 * {@code store}.
 */
package dev.atelier.gateway.job;

/**
 * What schedules mean: the times of a trigger in its time zone, and what is to be done about a time that has come. Computes
 * alone: no clock, no threads, no store. Entered by virtual threads; calls nothing of the gateway's.
 */
package dev.atelier.gateway.schedule;

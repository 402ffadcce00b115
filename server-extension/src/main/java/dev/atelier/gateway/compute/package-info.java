/**
 * Instances: what is wanted of them (written by people), what they are (written by the {@link
 * dev.atelier.gateway.compute.Reconciler}, which asks the provider for the next step until both agree), and the agents of
 * those that run. Each instance is reconciled by one virtual thread at a time. Whose one is, and what that
 * person alone may, is {@code Owners}'. One that has a time
 * after which it is idle is watched by the {@link dev.atelier.gateway.compute.IdleWatch}; the {@link
 * dev.atelier.gateway.compute.ScheduleWatch} starts and stops those that have schedules. What all of them take of the operator's
 * quotas is in the {@link dev.atelier.gateway.compute.QuotaBook}, asked in the transaction that begins one. What runs in one before it
 * counts as running is {@code setup}'s. Calls {@code schedule}, {@code setup}, {@code provider}, {@code link}, {@code event}, {@code
 * limit} and {@code store}.
 */
package dev.atelier.gateway.compute;

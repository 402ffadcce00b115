/**
 * What the operator lets people have: quotas of instances and what these take, and how long an idle one may run. Pure: records
 * that the operator's file is read into, and the arithmetic on what the store holds. Calls nothing of the gateway; entered by any
 * thread.
 */
package dev.atelier.gateway.limit;

/**
 * One request, one effect: a request that changes something may bear an {@code Idempotency-Key}, and then comes to the same
 * whether it is sent once or many times, as "The Idempotency-Key HTTP Header Field" of the IETF (draft-ietf-httpapi-idempotency-key-header)
 * has it. {@link dev.atelier.gateway.once.Once} stands between the gate and the handlers of the table's rows, for requests from the
 * network and from within instances alike. Entered by the requests' virtual threads, which may wait here for one another. Calls
 * {@code http}, {@code identity}, {@code store}.
 */
package dev.atelier.gateway.once;

/**
 * Looks at everything that an instance needs, side by side and each thing in a bounded time, and says what is amiss, why, and
 * what to type. Virtual threads of requests enter and start one for each check. Calls {@code compute}, {@code provider},
 * {@code link} and {@code share}; changes nothing that it does not take back.
 */
package dev.atelier.gateway.doctor;

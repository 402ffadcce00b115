/**
 * People, their roles, their tokens and logins. What a person may is asked with each request, and again of what lasts: another
 * role, or none, counts at once. One who was removed stays in the store, since what they did is theirs. Tokens and cookies are random with 256 bits and stored as SHA-256: there is
 * nothing to guess, so nothing slower is needed. A token may have an end, which the logins made with it share, as they do
 * its revocation. Calls the store alone.
 */
package dev.atelier.gateway.identity;

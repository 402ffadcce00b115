/**
 * People, their roles, their tokens and logins. Tokens and cookies are random with 256 bits and stored as SHA-256: there is
 * nothing to guess, so nothing slower is needed. Calls the store alone.
 */
package dev.atelier.gateway.identity;

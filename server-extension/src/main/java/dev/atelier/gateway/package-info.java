/**
 * The gateway as a program: {@link dev.atelier.gateway.Main} reads the options, {@link dev.atelier.gateway.Home} holds the
 * home's lock and files, {@link dev.atelier.gateway.Gateway} ties everything together with plain constructor calls.
 */
package dev.atelier.gateway;

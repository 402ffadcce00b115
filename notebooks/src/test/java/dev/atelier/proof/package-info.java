/**
 * The whole, used from outside as its users do: {@code ./atelier up} on a home of its own, then REST, WebSockets, the command
 * line, the notebooks of this folder, and a browser. Nothing here knows the insides.
 */
package dev.atelier.proof;

/**
 * The Java kernel's program: reads the connection file, wires the session, starts it. Everything else lives in the
 * packages below, whose arrows go one way: {@code session} → {@code notebook}, {@code evaluation}, {@code magic},
 * {@code display}, {@code output}, {@code history} → {@code cell}, {@code transport} → {@code message}.
 */
package dev.atelier.kernel;

package dev.atelier.agent.http;

import java.util.function.Consumer;
import org.xnio.StreamConnection;

/**
 * What a route of bare bytes decides before the 101.
 *
 * @param opened gets the connection, on an I/O thread
 * @param abandoned runs instead when the gateway went away before
 */
public record Tunnel(Consumer<StreamConnection> opened, Runnable abandoned) {}

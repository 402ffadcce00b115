package dev.atelier.gateway.http;

import java.io.IOException;

/**
 * Decides about a WebSocket before it is accepted, on a virtual thread: whatever must be dialled or waited for happens
 * here, so that a failure is still an HTTP answer.
 */
@FunctionalInterface
public interface UpgradeHandler {
    Upgrade open(Request request) throws IOException, InterruptedException;
}

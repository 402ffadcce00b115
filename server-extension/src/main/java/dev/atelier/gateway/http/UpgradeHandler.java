package dev.atelier.gateway.http;

import java.io.IOException;
import org.xnio.XnioIoThread;

/**
 * Decides about a WebSocket before it is accepted, on a virtual thread: whatever must be dialled or waited for happens
 * here, so that a failure is still an HTTP answer.
 */
@FunctionalInterface
public interface UpgradeHandler {
    /** @param thread the one on which the client's WebSocket will live */
    Upgrade open(Request request, XnioIoThread thread) throws IOException, InterruptedException;
}

package dev.atelier.gateway.forward;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.XnioIoThread;

/** One buffer for each I/O thread, to read into; whatever is to stay is copied out of it before the next read. */
final class Buffers {
    private static final int SIZE = 64 << 10;

    private final Map<XnioIoThread, ByteBuffer> perThread = new ConcurrentHashMap<>();

    ByteBuffer of(XnioIoThread thread) {
        return perThread
                .computeIfAbsent(thread, t -> ByteBuffer.allocateDirect(SIZE))
                .clear();
    }
}

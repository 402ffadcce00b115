package dev.atelier.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A cable that breaks: passes bytes to a port, and now and then resets everything, with whatever is under way. */
final class Cutter implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();

    Cutter(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Breaks what is connected; how many breaks there were that broke something. */
    int cut() {
        if (!open.isEmpty()) {
            cuts.incrementAndGet();
        }
        open.forEach(Cutter::reset);
        open.clear();
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket one = server.accept();
                Thread.ofVirtual().start(() -> join(one));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void join(Socket one) {
        open.add(one);
        try {
            Socket other = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(other);
            one.setTcpNoDelay(true);
            other.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pass(one, other));
            pass(other, one);
        } catch (IOException e) { // it was cut at once
            reset(one);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        } finally {
            open.remove(from);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            assert socket.isClosed() : e;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Cutter::reset);
    }
}

package dev.atelier.gateway.provider.ssh;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** The end of a connection that is on this computer. */
interface Near extends Closeable {
    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    /** This side has finished speaking. */
    void finish() throws IOException;

    static Near of(Socket socket) {
        return new OfSocket(socket);
    }

    static Near of(SocketChannel channel) {
        return new OfChannel(channel);
    }

    /** Of the loopback. */
    record OfSocket(Socket socket) implements Near {
        @Override
        public InputStream in() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream out() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public void finish() throws IOException {
            if (!socket.isClosed()) {
                socket.shutdownOutput();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Of a Unix domain socket. */
    record OfChannel(SocketChannel channel) implements Near {
        @Override
        public InputStream in() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream out() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void finish() throws IOException {
            if (channel.isOpen()) {
                channel.shutdownOutput();
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

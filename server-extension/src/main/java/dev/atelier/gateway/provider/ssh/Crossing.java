package dev.atelier.gateway.provider.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import net.schmizz.sshj.connection.channel.Channel;

/** Carries what goes between a connection here and a channel of a connection, both ways. */
final class Crossing {
    private static final System.Logger LOG = System.getLogger(Crossing.class.getName());
    private static final int BUFFER = 1 << 15;

    private Crossing() {}

    /** Until both have finished speaking, or one is broken; then both are closed. One more virtual thread. */
    static void carry(Near near, Channel channel) throws IOException, InterruptedException {
        Thread up = Thread.ofVirtual().start(() -> up(near, channel));
        try {
            down(channel, near);
            if (channel.isOpen()) {
                up.join(); // the other end has only finished speaking
            }
        } finally {
            end(near, channel);
            up.join();
        }
    }

    /** Both, since one that waits for room there would never come back. */
    private static void end(Near near, Channel channel) throws IOException {
        try {
            near.close();
        } finally {
            channel.close();
        }
    }

    /** At its end only this side has finished speaking. */
    private static void up(Near near, Channel channel) {
        try (OutputStream out = channel.getOutputStream()) {
            copy(near.in(), out);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection ended early", e);
        }
    }

    private static void down(Channel channel, Near near) throws IOException {
        copy(channel.getInputStream(), near.out());
        near.finish();
    }

    /** The channel gathers what is written until it is flushed. */
    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            out.flush();
        }
    }
}

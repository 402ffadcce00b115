package dev.atelier.gateway.provider.ssh;

import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.channel.direct.AbstractDirectChannel;

/**
 * A channel to a Unix domain socket of a host: OpenSSH's {@code PROTOCOL}, 2.4, which sshj does not know. A server counts no
 * session for it, while {@code docker system dial-stdio} takes one of ten for each connection.
 */
final class StreamLocalChannel extends AbstractDirectChannel {
    private final String path;

    StreamLocalChannel(Connection connection, String path) {
        super(connection, "direct-streamlocal@openssh.com");
        this.path = path;
    }

    /** What follows the path is reserved. */
    @Override
    protected SSHPacket buildOpenReq() {
        return super.buildOpenReq().putString(path).putString("").putUInt32(0);
    }
}

package dev.atelier.gateway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a request comes from: the peer, or whom a trusted proxy speaks for. */
final class ClientAddress {
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /** The last address in {@code X-Forwarded-For} that is no trusted proxy's: those before it are the client's own words. */
    static InetAddress of(HttpServerExchange exchange, Door door) {
        InetAddress from = exchange.getSourceAddress().getAddress();
        HeaderValues forwarded = exchange.getRequestHeaders().get(Headers.X_FORWARDED_FOR);
        if (forwarded == null) {
            return from;
        }
        List<String> hops = new ArrayList<>();
        forwarded.forEach(line -> hops.addAll(Arrays.asList(line.split(",", -1))));
        for (int i = hops.size() - 1; i >= 0 && door.trusts(from); i--) {
            try {
                from = InetAddress.ofLiteral(hops.get(i).strip());
            } catch (IllegalArgumentException e) {
                return from; // whatever stands there, it is no address
            }
        }
        return from;
    }

    /** Under which an address is counted: of IPv6 the network, since one computer has as many of its addresses as it likes. */
    static String counted(InetAddress address) {
        return address instanceof Inet6Address
                ? Arrays.toString(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }
}

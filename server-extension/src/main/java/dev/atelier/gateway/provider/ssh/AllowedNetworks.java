package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which addresses the gateway dials for people. What a name means is asked once, and what was looked at is what is dialled.
 *
 * <p>Without the operator's list: every unicast address but loopback and link-local ones. Whoever may attach a host may run
 * code on an instance, which reaches the networks that this computer does, so those are no secret from them; but a container
 * does not reach this computer's loopback, where programs listen that trust everybody there. Link-local addresses lead to
 * clouds' metadata services, which give credentials away, and are never dialled, whatever the list says.
 */
public final class AllowedNetworks {
    private static final int BITS = 8;
    /** From 240.0.0.0 on nothing is anybody's; the last one is the broadcast. */
    private static final int RESERVED = 240;

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final Optional<List<Network>> allowed;

    private AllowedNetworks(Optional<List<Network>> allowed) {
        this.allowed = allowed;
    }

    private record Network(byte[] address, int prefix) {
        boolean holds(InetAddress candidate) {
            byte[] bytes = candidate.getAddress();
            if (bytes.length != address.length) {
                return false;
            }
            int whole = prefix / BITS;
            int rest = prefix % BITS;
            int mask = (0xff << (BITS - rest)) & 0xff;
            return Arrays.equals(bytes, 0, whole, address, 0, whole)
                    && (rest == 0 || (bytes[whole] & mask) == (address[whole] & mask));
        }
    }

    /**
     * @param cidrs as {@code 10.0.0.0/8} or a single address; empty for the default
     * @throws ProblemException {@code bad-network} (400)
     */
    public static AllowedNetworks of(List<String> cidrs) {
        return new AllowedNetworks(
                cidrs.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                cidrs.stream().map(AllowedNetworks::network).toList()));
    }

    private static Network network(String cidr) {
        int slash = cidr.indexOf('/');
        try {
            String literal = slash < 0 ? cidr : cidr.substring(0, slash);
            // Java takes 10.1 for 10.0.0.1.
            if (literal.indexOf(':') < 0 && !WHOLE.matcher(literal).matches()) {
                throw badNetwork(cidr).asException();
            }
            byte[] address = InetAddress.ofLiteral(literal).getAddress();
            int bits = address.length * BITS;
            int prefix = slash < 0 ? bits : Integer.parseInt(cidr.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new Network(address, prefix);
            }
            throw badNetwork(cidr).asException();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(badNetwork(cidr), e);
        }
    }

    private static Problem badNetwork(String cidr) {
        return Problem.of(
                400,
                "bad-network",
                "“" + cidr + "” is no network.",
                "Give --ssh-networks networks like 10.0.0.0/8, with commas between them.");
    }

    /**
     * The address to dial.
     *
     * @throws ProblemException {@code unknown-host} (404) or {@code host-not-allowed} (403)
     */
    InetAddress require(SshHost host) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host.host());
        } catch (UnknownHostException e) {
            throw new ProblemException(
                    Problem.of(
                            404,
                            "unknown-host",
                            "No address is known for the host “" + host.host() + "”.",
                            "Check its name, or give its address."),
                    e);
        }
        return Arrays.stream(addresses)
                .filter(this::allows)
                .findFirst()
                .orElseThrow(() -> refused(host, addresses[0]).asException());
    }

    boolean allows(InetAddress address) {
        if (neverDialled(address)) {
            return false;
        }
        return allowed.map(networks -> networks.stream().anyMatch(n -> n.holds(address)))
                .orElse(!address.isLoopbackAddress());
    }

    private static boolean neverDialled(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || isReserved(address)
                || hidesAnother(address);
    }

    private static boolean isReserved(InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            return false;
        }
        int first = address.getAddress()[0] & 0xff;
        return first == 0 || first >= RESERVED;
    }

    /** IPv6 that a router turns into an IPv4 address: NAT64, 6to4, the old compatible form. */
    private static boolean hidesAnother(InetAddress address) {
        if (!(address instanceof Inet6Address six)) {
            return false;
        }
        byte[] bytes = six.getAddress();
        boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        return nat64 || sixToFour || (six.isIPv4CompatibleAddress() && !six.isLoopbackAddress());
    }

    private Problem refused(SshHost host, InetAddress address) {
        String next = neverDialled(address)
                ? "Such addresses are never dialled; give another one."
                : "Whoever runs the gateway allows it with ssh_networks in atelier.yml, or with: ./atelier down, then ./atelier up --ssh-networks "
                        + address.getHostAddress() + (allowed.isPresent() ? ",… with the others" : "");
        return Problem.of(
                403,
                "host-not-allowed",
                "The host " + host + " has the address " + address.getHostAddress()
                        + ", which the operator has not allowed.",
                next);
    }
}

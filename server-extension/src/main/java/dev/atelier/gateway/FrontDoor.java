package dev.atelier.gateway;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.Door;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.tls.Certificates;
import dev.atelier.gateway.tls.PemFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Decides where the gateway listens and to whom: this computer alone, or others by TLS, unless somebody insists. */
final class FrontDoor {
    private static final System.Logger LOG = System.getLogger(FrontDoor.class.getName());
    private static final int USUAL_PORT = 8888;
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_FURTHER = 100;
    private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{0,4})-([1-9][0-9]{0,4})");
    private static final Pattern LOOPBACK = Pattern.compile("|https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    private FrontDoor() {}

    /** @param lastPort the one that the last gateway here had */
    static GateConfig config(Options options, Optional<Integer> lastPort) {
        InetAddress address = address(options.host);
        Set<InetAddress> proxies = proxies(options);
        Optional<PemFiles> files = files(options);
        if (files.isPresent() && options.insecurePlainHttp) {
            throw refused(
                    "contradiction",
                    "With TLS nothing is plain.",
                    "Leave out --insecure-plain-http, or the certificate.");
        }
        boolean others = !address.isLoopbackAddress() && files.isEmpty();
        if (others && proxies.isEmpty() && !options.insecurePlainHttp) {
            throw refused(
                    "plain-http",
                    "On " + options.host
                            + " others could read tokens and notebooks on their way, since there is no TLS.",
                    "Give --tls-certificate FILE --tls-key FILE; or name the proxy before the gateway, which has TLS, with"
                            + " --trusted-proxy ADDRESS; or, on a network that you trust, say --insecure-plain-http.");
        }
        if (others && options.insecurePlainHttp) {
            LOG.log(Level.WARNING, "others can read tokens and notebooks on their way: there is no TLS");
        }
        int port = port(options, address, lastPort);
        List<Integer> further = options.applicationPorts
                .map(ports -> further(ports, address, port))
                .orElse(List.of());
        Door door = new Door(
                address, port, files.map(Certificates::of), proxies, others && !options.insecurePlainHttp, further);
        return GateConfig.loopback(0).withDoor(door).withNames(names(options));
    }

    /** For programs of this computer. */
    static String ownUrl(InetSocketAddress own) {
        InetAddress address = own.getAddress();
        return "http://" + (address.isAnyLocalAddress() ? "127.0.0.1" : shown(address)) + ":" + own.getPort();
    }

    /** For people's browsers: by the first name where there is one. */
    static String pageUrl(GateConfig config, int port) {
        InetAddress address = config.door().address();
        String scheme = config.door().certificates().isPresent() ? "https" : "http";
        String host = config.names().stream()
                .sorted()
                .findFirst()
                .orElse(address.isAnyLocalAddress() ? "127.0.0.1" : shown(address));
        return scheme + "://" + host + ":" + port;
    }

    /** Whether an origin leads here from this computer alone, or from wherever somebody has made it lead here. */
    static boolean isOfThisComputerAlone(String origin) {
        return LOOPBACK.matcher(origin).matches();
    }

    private static String shown(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "bad-host",
                            "The host " + host + " is not known here.",
                            "Give --host an address of this computer: 127.0.0.1, or 0.0.0.0 for all it has."),
                    e);
        }
    }

    private static Set<InetAddress> proxies(Options options) {
        Set<InetAddress> proxies = new HashSet<>();
        for (String proxy : options.trustedProxies) {
            try {
                proxies.add(InetAddress.ofLiteral(proxy));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        Problem.of(
                                400,
                                "bad-proxy",
                                "The trusted proxy " + proxy + " is no address.",
                                "Give --trusted-proxy the address that its connections come from, like 10.0.0.2."),
                        e);
            }
        }
        return proxies;
    }

    private static Optional<PemFiles> files(Options options) {
        if (options.tlsCertificate.isPresent() != options.tlsKey.isPresent()) {
            throw refused(
                    "half-a-certificate",
                    "Of --tls-certificate and --tls-key there is one alone.",
                    "Give both, or neither.");
        }
        return options.tlsCertificate.map(certificate -> new PemFiles(certificate, options.tlsKey.orElseThrow()));
    }

    private static Set<String> names(Options options) {
        options.names.stream()
                .filter(name -> !NAME.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw refused(
                            "bad-name",
                            "The name " + name + " is no host name.",
                            "Give --name the host alone, like lab.example.org, without https:// and port.");
                });
        return Set.copyOf(options.names);
    }

    /** The port asked for, which must be free; else the last one or the usual one, for which another will do. */
    private static int port(Options options, InetAddress address, Optional<Integer> lastPort) {
        requireFree(address, 0); // one of this computer's addresses
        if (options.port.isEmpty()) {
            return lastPort.orElse(USUAL_PORT);
        }
        int wanted = options.port.orElseThrow();
        if (wanted < 0 || wanted > HIGHEST_PORT) {
            throw refused("bad-port", wanted + " is no port.", "Ports are numbers up to " + HIGHEST_PORT + ".");
        }
        if (wanted != 0) {
            requireFree(address, wanted);
        }
        return wanted;
    }

    private static List<Integer> further(String range, InetAddress address, int port) {
        Matcher matcher = RANGE.matcher(range);
        int first = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        int last = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        if (first == 0 || first > last || last > HIGHEST_PORT || last - first >= MOST_FURTHER) {
            throw refused(
                    "bad-ports",
                    "“" + range + "” is no range of ports.",
                    "Give --application-ports the first and the last, like 8900-8919; at most " + MOST_FURTHER + ".");
        }
        if (first <= port && port <= last) {
            throw refused(
                    "bad-ports",
                    "The gateway's own port " + port + " is one of those for applications, " + range + ".",
                    "Choose other --application-ports, or another --port.");
        }
        List<Integer> ports = IntStream.rangeClosed(first, last).boxed().toList();
        ports.forEach(further -> requireFree(address, further, "Choose others with --application-ports."));
        return ports;
    }

    private static void requireFree(InetAddress address, int port) {
        requireFree(address, port, "Choose another with --port, or leave it out.");
    }

    private static void requireFree(InetAddress address, int port, String next) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (BindException e) {
            boolean elsewhere = String.valueOf(e.getMessage()).contains("assign");
            throw new ProblemException(
                    elsewhere
                            ? Problem.of(
                                    400,
                                    "bad-host",
                                    "The address " + address.getHostAddress() + " is none of this computer's.",
                                    "Give --host one that it has, or 0.0.0.0 for all.")
                            : Problem.of(
                                    409, "port-in-use", "The port " + port + " is in use by another program.", next),
                    e);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(409, "port-in-use", "The port " + port + " can't be had: " + e.getMessage() + ".", next),
                    e);
        }
    }

    private static ProblemException refused(String code, String detail, String next) {
        return Problem.of(400, code, detail, next).asException();
    }
}

package dev.atelier.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host that a person owns, as SSH reaches it.
 *
 * @param user whose account it is there
 * @param host a name or an address; of IPv6 without brackets
 * @param port 1 to 65535
 * @param fingerprint what the person accepted as its key, as {@code ssh-keygen -l} writes it: {@code SHA256:…}; empty while
 *     nobody has
 */
public record SshHost(String user, String host, int port, Optional<String> fingerprint) {
    public static final int USUAL_PORT = 22;

    private static final Pattern TARGET =
            Pattern.compile("([^@]{1,64})@(\\[([0-9A-Fa-f:.]{2,45})]|([^:\\[\\]@]{1,253}))(:([0-9]{1,5}))?");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,252})|[0-9A-Fa-f:.]{2,45}");
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    private static final int HIGHEST_PORT = 65535;

    /** @throws ProblemException {@code bad-host} or {@code bad-fingerprint} (400) */
    public SshHost {
        port = port == 0 ? USUAL_PORT : port;
        fingerprint = fingerprint == null ? Optional.empty() : fingerprint;
        if (user == null
                || host == null
                || !USER.matcher(user).matches()
                || !HOST.matcher(host).matches()
                || port < 1
                || port > HIGHEST_PORT) {
            throw badHost(user + "@" + host + ":" + port).asException();
        }
        fingerprint.filter(f -> !FINGERPRINT.matcher(f).matches()).ifPresent(f -> {
            throw Problem.of(
                            400,
                            "bad-fingerprint",
                            "“" + Names.shown(f) + "” is no fingerprint of a host's key.",
                            "It begins with SHA256: and has 43 characters more, as `ssh-keygen -l` shows it.")
                    .asException();
        });
    }

    /**
     * Reads {@code user@host}, {@code user@host:port} or {@code user@[IPv6]:port}.
     *
     * @throws ProblemException {@code bad-host} (400)
     */
    public static SshHost parse(String text) {
        Matcher parts = TARGET.matcher(text);
        if (!parts.matches()) {
            throw badHost(text).asException();
        }
        String host = parts.group(3) == null ? parts.group(4) : parts.group(3);
        int port = parts.group(6) == null ? USUAL_PORT : Integer.parseInt(parts.group(6));
        if (port == 0) {
            throw badHost(text).asException();
        }
        return new SshHost(parts.group(1), host, port, Optional.empty());
    }

    public SshHost accepting(String accepted) {
        return new SshHost(user, host, port, Optional.of(accepted));
    }

    private static Problem badHost(String text) {
        return Problem.of(
                400,
                "bad-host",
                "“" + Names.shown(text) + "” names no account on a host.",
                "Write it as USER@HOST or USER@HOST:PORT.");
    }

    /** As it is typed: {@code ada@gpu.example:2222}. */
    @Override
    public String toString() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return user + "@" + name + (port == USUAL_PORT ? "" : ":" + port);
    }
}

package dev.atelier.gateway.config;

import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.NamedEngine;
import dev.atelier.gateway.yaml.Section;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads the engines on other computers; one of these has seen the names that are taken. How Docker's own programs name an engine
 * behind TCP and TLS is known, to be refused in words: nothing of that leads to the agents and the share.
 */
final class EngineReader {
    private static final List<String> TLS = List.of("host", "ca", "cert", "key");
    private static final List<String> KEYS =
            List.of("name", "ssh", "fingerprint", "socket", "host", "ca", "cert", "key");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,22}");
    private static final Pattern SOCKET = Pattern.compile("(/[A-Za-z0-9._@+-]+)+");
    private static final int LONGEST_SOCKET = 100;
    private static final String A_NAME =
            "a name of 1 to 23 lower-case letters, digits and dashes that no other engine has, a letter first";
    private static final String A_HOST = "an account on the engine's computer like ada@host or ada@host:2222";
    private static final String A_FINGERPRINT =
            "the fingerprint of that computer's key, SHA256: and 43 characters, as ssh-keygen -l shows it";
    private static final String A_SOCKET =
            "the absolute path of the engine's socket there, like " + NamedEngine.USUAL_SOCKET;
    private static final String SSH_INSTEAD =
            "ssh: USER@HOST instead: TCP and TLS lead to the engine alone, not to its instances' agents, nor from there to"
                    + " the share";

    private final Set<String> taken = new HashSet<>();

    Optional<NamedEngine> read(Section section) {
        return section.keys(KEYS).flatMap(this::read);
    }

    private Optional<NamedEngine> read(Section.Keys keys) {
        Optional<String> name = keys.required("name", A_NAME)
                .flatMap(s -> s.text(
                        A_NAME, n -> Optional.of(n).filter(w -> NAME.matcher(w).matches() && taken.add(w))));
        List<Section> tls = TLS.stream().flatMap(key -> keys.name(key).stream()).toList();
        if (!tls.isEmpty()) {
            tls.getFirst().fault(SSH_INSTEAD);
            return Optional.empty();
        }
        Optional<SshHost> host =
                keys.required("ssh", A_HOST).flatMap(s -> s.text(A_HOST, words -> valid(() -> SshHost.parse(words))));
        Optional<String> fingerprint =
                keys.optional("fingerprint").flatMap(s -> s.text(A_FINGERPRINT, EngineReader::fingerprint));
        String socket = keys.optional("socket")
                .flatMap(s -> s.text(A_SOCKET, EngineReader::socket))
                .orElse(NamedEngine.USUAL_SOCKET);
        if (name.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        SshHost there = fingerprint.map(host.orElseThrow()::accepting).orElse(host.orElseThrow());
        return Optional.of(new NamedEngine(name.orElseThrow(), there, socket));
    }

    private static Optional<String> fingerprint(String words) {
        return valid(() -> SshHost.parse("any@host").accepting(words)).flatMap(SshHost::fingerprint);
    }

    private static Optional<String> socket(String path) {
        return Optional.of(path)
                .filter(p -> p.length() <= LONGEST_SOCKET && SOCKET.matcher(p).matches());
    }

    private static Optional<SshHost> valid(Supplier<SshHost> host) {
        try {
            return Optional.of(host.get());
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }
}

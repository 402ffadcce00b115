package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.SshHost;

/** How somebody accepts the key that a host shows: the end of a sentence that says what to do. */
@FunctionalInterface
interface Acceptance {
    String words(SshHost host, String fingerprint);

    static Acceptance ofInstance(String instance) {
        return (host, shown) -> "type: `compute attach " + instance + " --ssh " + host + " --accept " + shown + "`";
    }

    static Acceptance ofEngine(String engine) {
        return (_, shown) ->
                "write it beside the ssh of the engine " + engine + " in atelier.yml: fingerprint: " + shown;
    }
}

package dev.atelier.gateway.setup;

import dev.atelier.api.ScriptKind;

/** A setup script did not come to a good end; the message says why, for a person. */
public final class SetupFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final ScriptKind kind;

    SetupFailed(ScriptKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    SetupFailed(ScriptKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public ScriptKind kind() {
        return kind;
    }
}

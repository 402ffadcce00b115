package dev.atelier.gateway.config;

import dev.atelier.api.Names;
import java.util.Optional;

/**
 * What is wrong in the file.
 *
 * @param line counted from 1
 * @param key where: {@code sizes[2].memory}; empty for the file as a whole
 * @param value what stands there; empty where there should be something
 * @param expected what should be there
 */
record Fault(int line, String key, Optional<String> value, String expected) {

    String sentence() {
        String where = "line " + line + (key.isEmpty() ? "" : ", " + key);
        String what = value.map(v -> "“" + Names.shown(v) + "”").orElse("nothing");
        return where + ": " + what + " is there; expected " + expected + ".";
    }
}

package dev.atelier.gateway.backup;

import java.time.Instant;

/**
 * What a backup says about itself, as {@code backup.json}.
 *
 * @param format 1
 * @param version of the Atelier that wrote it
 * @param created when it was begun
 */
record Manifest(int format, String version, Instant created) {
    static final String NAME = "backup.json";
    static final int FORMAT = 1;
}

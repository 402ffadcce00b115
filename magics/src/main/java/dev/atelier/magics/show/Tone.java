package dev.atelier.magics.show;

import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import dev.atelier.api.MountState;

/** How a state feels: what colour it has. */
public enum Tone {
    GOOD(Html.GOOD, "\u001b[32m"),
    BUSY(Html.BUSY, "\u001b[33m"),
    BAD(Html.BAD, "\u001b[31m"),
    QUIET(Html.QUIET, "\u001b[90m");

    private static final String RESET = "\u001b[0m";

    private final String html;
    private final String ansi;

    Tone(String html, String ansi) {
        this.html = html;
        this.ansi = ansi;
    }

    public static Tone of(InstanceState state) {
        return switch (state) {
            case RUNNING -> GOOD;
            case CREATING, SETTING_UP, STARTING, RESTARTING, STOPPING, DELETING -> BUSY;
            case STOPPED -> QUIET;
            case CREATE_FAILED, SETUP_FAILED, UNUSABLE, UNKNOWN -> BAD;
        };
    }

    public static Tone of(JobState state) {
        return switch (state) {
            case COMPLETED -> GOOD;
            case NOT_STARTED, QUEUED, PREPARING, STARTING, RUNNING, FINALIZING, CANCEL_REQUESTED -> BUSY;
            case CANCELED -> QUIET;
            case FAILED, NOT_RESPONDING -> BAD;
        };
    }

    public static Tone of(MountState state) {
        return switch (state) {
            case MOUNTED -> GOOD;
            case MOUNTING -> BUSY;
            case UNMOUNTED -> QUIET;
            case FAILED -> BAD;
        };
    }

    String ansi(String text) {
        return ansi + text + RESET;
    }

    String html(String text) {
        return Html.coloured(text, html);
    }
}

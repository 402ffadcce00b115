package dev.atelier.kernel.output;

/** A cell's two streams. */
public enum StandardStream {
    STDOUT("stdout"),
    STDERR("stderr");

    private final String wireName;

    StandardStream(String wireName) {
        this.wireName = wireName;
    }

    /** As in a {@code stream} message. */
    public String wireName() {
        return wireName;
    }
}

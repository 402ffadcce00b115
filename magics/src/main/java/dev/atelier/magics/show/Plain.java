package dev.atelier.magics.show;

/** Text of others on a person's screen. */
final class Plain {

    private Plain() {}

    /** The text as one line; whatever would steer a terminal or turn the writing's direction is a space. */
    static String line(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]", " ");
    }
}

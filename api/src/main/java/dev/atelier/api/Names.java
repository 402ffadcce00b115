package dev.atelier.api;

import java.util.regex.Pattern;

/** The rule for the names of instances, jobs, datastores and mounts, which is Azure ML's. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{2,23}");
    private static final Pattern JOB = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private Names() {}

    /**
     * The name itself, if it is one.
     *
     * @param kind what is named, for the message: {@code instance}
     * @throws ProblemException {@code bad-name} (400)
     */
    public static String require(String kind, String name) {
        if (!NAME.matcher(name).matches()) {
            throw Problem.of(
                            400,
                            "bad-name",
                            "“" + shown(name) + "” is no name for " + article(kind) + " " + kind + ".",
                            "A name has 3 to 24 letters, digits or dashes and begins with a letter.")
                    .asException();
        }
        return name;
    }

    /** A job's name: 1 to 64 letters, digits, dashes or underscores. */
    public static String requireJob(String name) {
        if (!JOB.matcher(name).matches()) {
            throw Problem.of(
                            400,
                            "bad-name",
                            "“" + shown(name) + "” is no name for a job.",
                            "A job's name has 1 to 64 letters, digits, dashes or underscores.")
                    .asException();
        }
        return name;
    }

    private static String article(String kind) {
        return "aeiou".indexOf(kind.charAt(0)) >= 0 ? "an" : "a";
    }

    /** A wrong value as a message may show it: without control characters, and cut. */
    public static String shown(String value) {
        String clean = value.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "�");
        return clean.codePointCount(0, clean.length()) <= 64
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, 64)) + "…";
    }
}

package dev.atelier.api;

import java.util.regex.Pattern;

/** The rule for the names of instances, jobs, datastores and mounts, which is Azure ML's. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{2,23}");
    private static final int LONGEST_IMAGE = 255;
    /** The grammar of the distribution project's references, a little narrower. */
    private static final Pattern IMAGE = Pattern.compile(
            "[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]+)?(/[a-z0-9][a-z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9._-]*)?(@sha256:[0-9a-f]{64})?");

    /** Jobs' and tokens'. */
    private static final Pattern LOOSE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    /** What accounts and mail addresses are made of. */
    private static final Pattern PERSON = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@+-]{0,63}");

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
        return requireLoose("job", name);
    }

    /** A token's name, by the same rule. */
    public static String requireToken(String name) {
        return requireLoose("token", name);
    }

    /**
     * A person's name: 1 to 64 letters, digits and {@code . _ @ + -}, the first a letter, a digit or an underscore.
     *
     * @throws ProblemException {@code bad-name} (400)
     */
    public static String requirePerson(String name) {
        if (!PERSON.matcher(name).matches()) {
            throw Problem.of(
                            400,
                            "bad-name",
                            "“" + shown(name) + "” is no name for a person.",
                            "A person's name has 1 to 64 letters, digits, dots, dashes, underscores, + or @, as accounts"
                                    + " and mail addresses do.")
                    .asException();
        }
        return name;
    }

    private static String requireLoose(String kind, String name) {
        if (!LOOSE.matcher(name).matches()) {
            throw Problem.of(
                            400,
                            "bad-name",
                            "“" + shown(name) + "” is no name for a " + kind + ".",
                            "A " + kind + "'s name has 1 to 64 letters, digits, dashes or underscores.")
                    .asException();
        }
        return name;
    }

    /**
     * A reference to an image, as registries write it: {@code registry.example:5000/team/image:tag} or with a digest.
     *
     * @throws ProblemException {@code bad-image} (400)
     */
    public static String requireImage(String image) {
        if (image.length() > LONGEST_IMAGE || !IMAGE.matcher(image).matches()) {
            throw Problem.of(
                            400,
                            "bad-image",
                            "“" + shown(image) + "” is no name of an image.",
                            "Write it as NAME, NAME:TAG or REGISTRY/NAME:TAG.")
                    .asException();
        }
        return image;
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

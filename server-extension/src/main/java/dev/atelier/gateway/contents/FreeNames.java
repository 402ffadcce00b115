package dev.atelier.gateway.contents;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;

/**
 * The names that a new file may get: the first one as it is, the others with a number from 1, as jupyter_server's
 * {@code increment_filename} counts.
 */
record FreeNames(String name, String insert) {
    private static final int MOST = 10_000;

    /** Makes something under a name that is free, or ends in a 409 when the name was taken meanwhile. */
    @FunctionalInterface
    interface Maker {
        ContentsModel make(SharePath path) throws IOException;
    }

    /** Makes it under the first name that nobody has, whoever takes names meanwhile. */
    ContentsModel make(Share share, SharePath folder, Maker maker) throws IOException {
        for (int number = 0; number < MOST; number++) {
            SharePath path = folder.child(numbered(number));
            if (share.find(path).isEmpty()) {
                try {
                    return maker.make(path);
                } catch (ProblemException e) {
                    if (e.problem().status() != 409) {
                        throw e;
                    }
                }
            }
        }
        throw Problem.of(409, "no-free-name", "Too many files are called " + name + ".", "Rename or delete some.")
                .asException();
    }

    private String numbered(int number) {
        int dot = name.endsWith(".ipynb") ? name.lastIndexOf('.') : name.indexOf('.');
        String base = dot < 0 ? name : name.substring(0, dot);
        String suffix = dot < 0 ? "" : name.substring(dot);
        return base + (number == 0 ? "" : insert + number) + suffix;
    }
}

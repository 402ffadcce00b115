package dev.atelier.gateway;

import dev.atelier.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Decides which folder may be the share. */
final class ShareFolder {

    private ShareFolder() {}

    /** The folder as it really is. */
    static Path require(Path wanted, Path home) throws IOException {
        if (!Files.isDirectory(wanted)) {
            throw Problem.of(
                            400,
                            "no-share",
                            "The share “" + wanted + "” is no folder.",
                            "Make it, or choose another with --share.")
                    .asException();
        }
        Path share = wanted.toRealPath();
        if (share.getNameCount() == 0) {
            throw Problem.of(
                            400,
                            "share-is-root",
                            "The share can't be / itself.",
                            "Choose a folder for the notebooks with --share.")
                    .asException();
        }
        if (home.startsWith(share)) {
            throw Problem.of(
                            400,
                            "share-holds-home",
                            "The share " + share + " holds ATELIER_HOME (" + home
                                    + "), so everybody on an instance could read the gateway's secrets.",
                            "Start in a folder for notebooks, or choose one with --share; or set ATELIER_HOME elsewhere.")
                    .asException();
        }
        if (share.startsWith(home)) {
            throw Problem.of(
                            400,
                            "share-in-home",
                            "The share " + share + " lies in ATELIER_HOME (" + home + ").",
                            "Choose another folder with --share.")
                    .asException();
        }
        return share;
    }
}

package dev.atelier.gateway.contents;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;

/** Folders of our own in the share. */
final class Folders {
    private Folders() {}

    /** Makes it where it is missing; several may want it at once. */
    static void ensure(Share share, SharePath folder) throws IOException {
        if (share.find(folder).filter(Entry::isFolder).isPresent()) {
            return;
        }
        try {
            share.createFolder(folder);
        } catch (ProblemException e) {
            if (e.problem().status() != 409
                    || share.find(folder).filter(Entry::isFolder).isEmpty()) {
                throw e;
            }
        }
    }
}

package dev.atelier.gateway.nbconvert;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** The hidden folders of the share in which notebooks are converted; each is gone before the answer is, unless the gateway was killed. */
final class Workplaces {
    private static final System.Logger LOG = System.getLogger(Workplaces.class.getName());
    private static final String PREFIX = ".nbconvert-";
    private static final Pattern OURS =
            Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** Far more than a conversion may take: another gateway may be at work on the same share. */
    private static final Duration OLD = Duration.ofMinutes(10);

    private final Share share;

    Workplaces(Share share) {
        this.share = share;
    }

    SharePath make() throws IOException {
        SharePath folder = SharePath.ROOT.child(PREFIX + UUID.randomUUID());
        share.createFolder(folder);
        return folder;
    }

    void remove(SharePath folder) throws IOException {
        share.deleteTree(folder);
    }

    /** Removes what a killed gateway left. The border: what can't be removed is told of. */
    void sweep() {
        Instant before = Instant.now().minus(OLD);
        try {
            for (Entry entry : share.list(SharePath.ROOT)) {
                if (OURS.matcher(entry.path().name()).matches()
                        && entry.modified().isBefore(before)
                        && share.isPlainFolder(entry.path())) {
                    LOG.log(Level.INFO, () -> "removes what a conversion left: " + entry.path());
                    remove(entry.path());
                }
            }
        } catch (IOException | ProblemException e) {
            LOG.log(Level.WARNING, "what conversions left could not be removed: " + e.getMessage());
        }
    }
}

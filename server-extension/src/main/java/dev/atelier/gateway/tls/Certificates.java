package dev.atelier.gateway.tls;

import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * The certificate in use. The files are looked at time and again, through links, since certbot and Kubernetes swap links;
 * what does not fit together, as between the writing of the one and of the other, is left until it does.
 */
public final class Certificates implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final PemFiles files;
    private final List<Consumer<SSLContext>> listeners = new CopyOnWriteArrayList<>();
    private final Thread watch;
    private volatile SSLContext context;
    private String loaded;

    private Certificates(PemFiles files, Duration look) {
        this.files = files;
        this.loaded = stamp();
        this.context = files.context();
        this.watch = Thread.ofVirtual().name("certificates").start(() -> watch(look));
    }

    /** @throws ProblemException if certificate and key cannot be used */
    public static Certificates of(PemFiles files) {
        return of(files, LOOK);
    }

    static Certificates of(PemFiles files, Duration look) {
        return new Certificates(files, look);
    }

    public SSLContext context() {
        return context;
    }

    /** Gets each later context; connections that are open keep the one that they began with. */
    public void onChange(Consumer<SSLContext> listener) {
        listeners.add(listener);
    }

    private void watch(Duration look) {
        String complained = "";
        try {
            while (true) {
                Thread.sleep(look);
                String now = stamp();
                if (!now.equals(loaded) && !now.equals(complained)) {
                    complained = reload(now) ? "" : now;
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the gateway ends");
        }
    }

    private boolean reload(String stamp) {
        try {
            SSLContext fresh = files.context();
            context = fresh;
            loaded = stamp;
            listeners.forEach(listener -> listener.accept(fresh));
            LOG.log(Level.INFO, () -> "took the changed certificate " + files.certificate());
            return true;
        } catch (ProblemException e) {
            LOG.log(Level.WARNING, () -> "the certificate in use stays: " + e.getMessage());
            return false;
        }
    }

    private String stamp() {
        return stamp(files.certificate()) + " " + stamp(files.key());
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() + "/" + attributes.lastModifiedTime() + "/" + attributes.size();
        } catch (IOException e) {
            return "none";
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}

package dev.atelier.kernelspec;

import java.io.IOException;
import java.io.InputStream;

/** Files that this program carries. */
final class Resources {
    private Resources() {}

    /** @param name relative to this package, or absolute with a slash before it */
    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Resources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("This program was built without its file " + name + ".");
            }
            return in.readAllBytes();
        }
    }
}

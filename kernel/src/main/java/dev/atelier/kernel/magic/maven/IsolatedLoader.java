package dev.atelier.kernel.magic.maven;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/**
 * The jars of Maven's resolver, which lie inside of the kernel's own, and the kernel's classes that use them. Asked before
 * its parent for both, it shares with the kernel what package {@code maven} declares. In memory: a kernel that is killed
 * leaves no files behind.
 */
final class IsolatedLoader extends ClassLoader {
    private static final String JARS = "META-INF/atelier/resolver";
    private static final String OURS = "dev.atelier.kernel.magic.maven.resolver.";
    private static final String ENTRY = OURS + "MavenResolver";

    static {
        registerAsParallelCapable();
    }

    /** What is in the jars, by name; of one name the first. */
    private final Map<String, byte[]> entries;

    private IsolatedLoader(ClassLoader parent, Map<String, byte[]> entries) {
        super("maven", parent);
        this.entries = entries;
    }

    /** @throws IOException when the kernel's own jar cannot be read */
    static Resolver resolver() throws IOException {
        ClassLoader loader = new IsolatedLoader(IsolatedLoader.class.getClassLoader(), contents());
        try {
            return (Resolver) loader.loadClass(ENTRY).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The kernel's jar lacks " + ENTRY, e);
        }
    }

    private static Map<String, byte[]> contents() throws IOException {
        Path home = home();
        if (Files.isDirectory(home)) {
            return read(home.resolve(JARS));
        }
        try (FileSystem jar = FileSystems.newFileSystem(home)) {
            return read(jar.getPath(JARS));
        }
    }

    private static Path home() {
        try {
            return Path.of(IsolatedLoader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, byte[]> read(Path folder) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
                    for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                        entries.putIfAbsent(entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
        return entries;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS) && !entries.containsKey(file(name))) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : findClass(name);
        }
    }

    private static String file(String className) {
        return className.replace('.', '/') + ".class";
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = name.startsWith(OURS) ? ours(name) : entries.get(file(name));
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] ours(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(file(name))) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : super.getResource(name);
    }

    @Override
    protected URL findResource(String name) {
        byte[] bytes = entries.get(name);
        try {
            return bytes == null ? null : URL.of(URI.create("memory:/" + name), new Memory(bytes));
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL own = findResource(name);
        return Collections.enumeration(own == null ? List.of() : List.of(own));
    }

    /** Opens what is in memory. */
    private static final class Memory extends URLStreamHandler {
        private final byte[] bytes;

        Memory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}

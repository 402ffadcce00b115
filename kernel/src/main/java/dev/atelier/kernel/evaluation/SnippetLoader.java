package dev.atelier.kernel.evaluation;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The class loader of everything a notebook declares, and of the jars it adds. */
final class SnippetLoader extends URLClassLoader {
    private final Map<String, byte[]> declared = new ConcurrentHashMap<>();
    private final StopWeaver weaver = new StopWeaver(ClassHierarchyResolver.ofResourceParsing(this::resource)
            .orElse(ClassHierarchyResolver.defaultResolver())
            .cached());

    SnippetLoader(ClassLoader parent) {
        super("notebook", new URL[0], parent);
    }

    void add(Path jarOrFolder) {
        try {
            addURL(jarOrFolder.toUri().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(jarOrFolder + " cannot be put on the class path", e);
        }
    }

    /** Makes classes known, all of them before any is defined: they may extend each other. */
    void declare(String name, byte[] bytes) {
        declared.put(name, bytes);
    }

    /** The bytes of a class that nobody will compile against: defined by now, unless it has inner ones still to come. */
    void forgetUnlessNested(Set<String> names) {
        if (names.size() == 1) {
            declared.keySet().removeAll(names);
        }
    }

    /** The class files as the compiler made them. */
    Map<String, byte[]> declared() {
        return declared;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = declared.get(name);
        if (bytes == null) {
            return super.findClass(name);
        }
        byte[] woven = woven(bytes);
        return defineClass(name, woven, 0, woven.length);
    }

    /** A loop that cannot be stopped is better than a class that cannot be used. */
    private byte[] woven(byte[] bytes) {
        try {
            return weaver.weave(bytes);
        } catch (IllegalArgumentException e) {
            // The checks do not fit into a method near its limit of 64 KB, or a type that it joins cannot be found.
            return bytes;
        }
    }

    private InputStream resource(ClassDesc type) {
        String descriptor = type.descriptorString();
        String path = descriptor.substring(1, descriptor.length() - 1);
        byte[] bytes = declared.get(path.replace('/', '.'));
        return bytes != null ? new ByteArrayInputStream(bytes) : getResourceAsStream(path + ".class");
    }
}

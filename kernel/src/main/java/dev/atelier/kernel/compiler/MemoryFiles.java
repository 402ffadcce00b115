package dev.atelier.kernel.compiler;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/** The compiler's view of files: classes the notebook declared are read from memory, what it compiles stays there. */
final class MemoryFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private static final String PACKAGE = "REPL";

    /** Classes that nothing is compiled against, of which each cell may leave some. */
    private static final String PASSING = PACKAGE + ".$Cell$";

    private final Supplier<Map<String, byte[]>> declared;
    private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

    /** @param declared class files by binary name */
    MemoryFiles(StandardJavaFileManager files, Supplier<Map<String, byte[]>> declared) {
        super(files);
        this.declared = declared;
    }

    StandardJavaFileManager standard() {
        return fileManager;
    }

    /** What was compiled since the last call, by binary name. */
    Map<String, byte[]> takeWritten() {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        written.clear();
        return classes;
    }

    private static final class ClassInMemory extends SimpleJavaFileObject {
        private final String binaryName;
        private final byte[] bytes;

        ClassInMemory(String binaryName, byte[] bytes) {
            super(URI.create("memory:///" + binaryName.replace('.', '/').replace("$", "%24") + ".class"), Kind.CLASS);
            this.binaryName = binaryName;
            this.bytes = bytes;
        }

        @Override
        public InputStream openInputStream() {
            return new ByteArrayInputStream(bytes);
        }

        /** javac compares it with the class's simple name, which the encoded URI would spoil. */
        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.CLASS && binaryName.endsWith("." + simpleName);
        }
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String name, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        if (location == StandardLocation.CLASS_PATH && name.startsWith("java.")) {
            // Only the JDK's modules have such packages; to look for them here would open every jar.
            return List.of();
        }
        if (location != StandardLocation.CLASS_PATH || !name.equals(PACKAGE)) {
            return super.list(location, name, kinds, recurse);
        }
        List<JavaFileObject> classes = new ArrayList<>();
        declared.get().forEach((binaryName, bytes) -> {
            if (binaryName.startsWith(PACKAGE + ".") && !binaryName.startsWith(PASSING)) {
                classes.add(new ClassInMemory(binaryName, bytes));
            }
        });
        return classes;
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof ClassInMemory memory ? memory.binaryName : super.inferBinaryName(location, file);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            JavaFileManager.Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("memory:///out/" + written.size() + ".class"), kind) {
            @Override
            public OutputStream openOutputStream() {
                return written.computeIfAbsent(className, name -> new ByteArrayOutputStream());
            }
        };
    }
}

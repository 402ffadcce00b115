package dev.atelier.proof;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Halts a gateway before or after the N-th thing that it does to the world: a commit of its store, a request that changes
 * something at the engine or at an agent, a command on a host, a file of its own. It is a Java agent in the gateway's process, so the gateway is
 * the very one that people run.
 */
public final class KillPoints {
    private static final String FOLDER = "atelier.killpoints";
    private static final ClassDesc OWN = ClassDesc.of(KillPoints.class.getName());

    /** Classes of the gateway, and their methods that do something to the world. */
    private static final Map<String, Set<String>> WHERE = Map.of(
            "dev/atelier/gateway/store/Database", Set.of("write"),
            "dev/atelier/gateway/provider/PrivateFiles", Set.of("write", "removeTree"),
            "com/github/dockerjava/core/DefaultInvocationBuilder", Set.of("post", "put", "delete"),
            "dev/atelier/gateway/link/AgentClient", Set.of("send"),
            "dev/atelier/gateway/provider/ssh/HostConnection", Set.of("exec"));

    private static final Map<String, Integer> HITS = new ConcurrentHashMap<>();

    private final Path folder;
    private int series;

    /** @param folder the test's own; made here */
    KillPoints(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        writeJar();
    }

    private void writeJar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", KillPoints.class.getName());
        try (OutputStream file = Files.newOutputStream(jar());
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String part : List.of("", "$1", "$2")) {
                String name = KillPoints.class.getName().replace('.', '/') + part + ".class";
                out.putNextEntry(new JarEntry(name));
                try (var in = KillPoints.class.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
            }
        }
    }

    private Path jar() {
        return folder.resolve("killpoints.jar");
    }

    /** For the gateway's Java. */
    String javaOptions() {
        return "-javaagent:" + jar() + " -D" + FOLDER + "=" + folder + " -Xshare:auto -XX:TieredStopAtLevel=1";
    }

    /** The next gateway or this one halts at the {@code n}-th point from now on. */
    void arm(int n) throws IOException {
        series++;
        Path part = Files.writeString(folder.resolve("armed.part"), series + " " + n);
        Files.move(part, armed(folder), StandardCopyOption.ATOMIC_MOVE);
    }

    void disarm() throws IOException {
        Files.deleteIfExists(armed(folder));
    }

    /** The points that were passed since it was armed, the last one is where it halted. */
    List<String> passed() throws IOException {
        Path trace = trace(folder, String.valueOf(series));
        return Files.exists(trace) ? Files.readAllLines(trace) : List.of();
    }

    private static Path armed(Path folder) {
        return folder.resolve("armed");
    }

    private static Path trace(Path folder, String series) {
        return folder.resolve("trace-" + series);
    }

    /** Called by the JVM before the gateway's own {@code main}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String name, Class<?> before, ProtectionDomain domain, byte[] bytes) {
                Set<String> methods = WHERE.get(name);
                return methods == null ? null : woven(name, methods, bytes);
            }
        });
    }

    /** The class, with a call before and after what its methods do. */
    private static byte[] woven(String name, Set<String> methods, byte[] bytes) {
        ClassFile format = ClassFile.of();
        return format.transformClass(
                format.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> methods.contains(method.methodName().stringValue()), new CodeTransform() {
                            @Override
                            public void atStart(CodeBuilder code) {
                                point(code, name, "before ");
                            }

                            @Override
                            public void accept(CodeBuilder code, CodeElement element) {
                                if (element instanceof ReturnInstruction) {
                                    point(code, name, "after ");
                                }
                                code.with(element);
                            }
                        }));
    }

    private static void point(CodeBuilder code, String name, String when) {
        String type = name.substring(name.lastIndexOf('/') + 1);
        code.loadConstant(when + type);
        if (type.equals("AgentClient")) {
            code.aload(1)
                    .aload(2)
                    .invokestatic(OWN, "request", MethodTypeDesc.of(CD_void, CD_String, CD_String, CD_String));
        } else {
            code.invokestatic(OWN, "at", MethodTypeDesc.of(CD_void, CD_String));
        }
    }

    /** A request of an agent; one that only asks is no point. */
    public static void request(String when, String method, String path) {
        if (!method.equals("GET")) {
            at(when + " " + method + " " + path);
        }
    }

    /** One point is passed. */
    public static synchronized void at(String where) {
        Path folder = Path.of(System.getProperty(FOLDER));
        try {
            if (Files.notExists(armed(folder))) {
                return;
            }
            String[] order = Files.readString(armed(folder)).split(" ");
            int n = HITS.merge(order[0], 1, Integer::sum);
            Files.writeString(
                    trace(folder, order[0]),
                    n + " " + where + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            if (n == Integer.parseInt(order[1])) {
                Runtime.getRuntime().halt(137);
            }
        } catch (IOException e) {
            System.err.println("kill points: " + e); // disarmed meanwhile
        }
    }
}

package dev.atelier.kernel.evaluation;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Runs snippets on the thread that evaluates them and keeps the real value and the real exception, which JShell would
 * turn into text.
 */
final class SnippetExecution extends DirectExecutionControl {
    private final SnippetLoader loader;
    private final Turns turns;
    private final Map<String, Class<?>> classes = new HashMap<>();

    /** Shells evaluate beside each other, each on a thread of its own. Not static: a test has several in one JVM. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Ran> ran = ThreadLocal.withInitial(Ran::new);

    /** What became of the snippet that the thread runs. */
    private static final class Ran {
        private Optional<Object> value = Optional.empty();
        private Optional<Throwable> thrown = Optional.empty();
    }

    SnippetExecution(SnippetLoader loader, Turns turns) {
        this.loader = loader;
        this.turns = turns;
    }

    @Override
    public void load(ClassBytecodes[] units) throws ClassInstallException {
        boolean[] loaded = new boolean[units.length];
        for (ClassBytecodes unit : units) {
            loader.declare(unit.name(), unit.bytecodes());
        }
        try {
            for (int i = 0; i < units.length; i++) {
                classes.put(units[i].name(), loader.loadClass(units[i].name()));
                loaded[i] = true;
            }
        } catch (ClassNotFoundException | LinkageError e) {
            throw new ClassInstallException("load: " + e.getMessage(), loaded);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> known = classes.get(name);
        return known != null ? known : loader.loadClass(name);
    }

    @Override
    public void addToClasspath(String path) {
        for (String one : path.split(File.pathSeparator)) {
            loader.add(Path.of(one));
        }
    }

    @Override
    public String invoke(String className, String methodName)
            throws RunException, InternalException, EngineTerminationException {
        try {
            Method method = findClass(className).getDeclaredMethod(methodName);
            method.setAccessible(true);
            ran.get().value = Optional.ofNullable(run(method));
            return "";
        } catch (InvocationTargetException e) {
            throw failed(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            // JShell passes over an InternalException in silence, and the cell would seem to have run.
            throw failed(e);
        }
    }

    private Object run(Method method) throws ReflectiveOperationException {
        try (var _ = turns.running()) {
            return method.invoke(null);
        }
    }

    private RunException failed(Throwable cause) {
        if (cause instanceof SPIResolutionException unresolved) {
            return new ResolutionException(unresolved.id(), unresolved.getStackTrace());
        }
        // Of several declarators each is invoked; the first failure is the one that is told.
        Ran current = ran.get();
        current.thrown = current.thrown.or(() -> Optional.of(cause));
        return new UserException("", cause.getClass().getName(), new StackTraceElement[0]);
    }

    /** JShell asks for variables' text when it tells about them; nobody here reads it. */
    @Override
    public String varValue(String className, String variable) {
        return "";
    }

    Optional<Object> value() {
        return ran.get().value;
    }

    Optional<Throwable> thrown() {
        return ran.get().thrown;
    }

    void forget() {
        ran.remove();
    }
}

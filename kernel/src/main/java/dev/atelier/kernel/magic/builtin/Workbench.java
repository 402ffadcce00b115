package dev.atelier.kernel.magic.builtin;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the built-in magics may do to their kernel. */
public interface Workbench {
    /** Runs Java as a cell would and shows its value; an error ends the magic. */
    void runJava(String code);

    void addToClassPath(Path jarOrFolder);

    List<Path> classPath();

    /** For child processes and magics; the JVM's own environment cannot be changed. */
    Map<String, String> environment();

    void setVariable(String name, String value);

    Path workingFolder();

    void changeFolder(Path folder);

    /** Name and one line for each magic. */
    Map<String, String> magics();
}

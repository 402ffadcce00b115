package dev.atelier.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a magic may do to the notebook that calls it; the built-in magics have no other way. Called on the thread that
 * runs the cell.
 */
public interface NotebookAccess {

    /**
     * Runs text as a cell: Java, and magics in it. Its last value is shown; an error ends the calling magic and is the
     * cell's.
     *
     * @param label what errors call the text, before the number of a line of it: {@code helpers.jsh}
     */
    void run(String text, String label);

    /** Runs Java as a cell would and shows its value; an error ends the calling magic. */
    void runJava(String code);

    /** Whether a console that has read this would run it, without waiting for another line. */
    boolean complete(String code);

    /**
     * Compiles Java once, to be run many times: statements, or one expression whose value is kept from being optimized
     * away. An error in it ends the calling magic.
     *
     * @param setup statements before it, run once each time that the result is; what they declare it can use
     */
    Repeatable compile(String setup, String code);

    /**
     * Puts jars and folders of classes at the end of the class path; what is there already stays where it is.
     *
     * @return those that were not there
     */
    List<Path> addToClassPath(List<Path> jarsAndFolders);

    /** The jars and folders that the notebook added, in their order. */
    List<Path> classPath();

    /** What the notebook's cells declared and can use now. */
    List<Declared> declared();

    /** Drops all of it, and the imports of cells; the class path stays. */
    void reset();

    /** This kernel's cells, those that have ended. */
    List<PastCell> history();

    /**
     * Cells of this and of earlier kernels.
     *
     * @param glob where {@code *} and {@code ?} stand for any characters or one; matches whole cells
     * @return the last {@code count} that match, the same text once
     */
    List<PastCell> searchHistory(String glob, int count);

    /** Sets a variable for child processes and magics; the JVM's own environment cannot be changed. */
    void setVariable(String name, String value);

    /** Changes the folder of {@link MagicContext#workingFolder}; the JVM's own cannot be changed. */
    void changeFolder(Path folder);

    /** Name and one line for each magic. */
    Map<String, String> magics();
}

package dev.atelier.kernel.magic.load;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The classes of a Java file. A notebook's classes stand in no package of the person's, so a file's is left out. */
final class JavaFile {
    private static final Pattern PACKAGE =
            Pattern.compile("(?:\\s++|//[^\\n]*+|/\\*.*?\\*/)*+(package\\s+([\\w.]+)\\s*;)", Pattern.DOTALL);
    private static final Pattern MAIN = Pattern.compile("\\bvoid\\s+main\\s*\\(");

    private JavaFile() {}

    static Script script(String name, String text) {
        List<String> remarks = new ArrayList<>();
        String code = text;
        Matcher declared = PACKAGE.matcher(text);
        if (declared.lookingAt()) {
            // Blanks in its place keep every line and column where it was.
            code = text.substring(0, declared.start(1))
                    + declared.group(1).replaceAll("\\S", " ")
                    + text.substring(declared.end(1));
            remarks.add("The package " + declared.group(2) + " of " + name
                    + " was left out: what a notebook declares is called by its simple name.");
        }
        if (MAIN.matcher(code).find()) {
            remarks.add(name + " has a main method; it was declared and not run.");
        }
        return new Script(List.of(new Script.Part(code, name)), remarks);
    }
}

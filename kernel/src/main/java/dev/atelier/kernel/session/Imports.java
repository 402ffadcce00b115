package dev.atelier.kernel.session;

import java.util.List;
import java.util.stream.Stream;

/** What every notebook begins with. */
final class Imports {
    static final List<String> ALL = Stream.concat(
                    Stream.of(
                                    "java.io",
                                    "java.math",
                                    "java.net",
                                    "java.nio.file",
                                    "java.time",
                                    "java.util",
                                    "java.util.concurrent",
                                    "java.util.function",
                                    "java.util.regex",
                                    "java.util.stream")
                            .map(name -> "import " + name + ".*;"),
                    Stream.of("import static dev.atelier.kernel.notebook.Notebook.*;"))
            .toList();

    private Imports() {}
}

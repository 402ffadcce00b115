package dev.atelier.kernel.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What every notebook begins with: the usual packages, and what jars on the kernel's class path name in
 * {@value #RESOURCE}, a line each, so that the types of their magics' values are there ({@code Job job = %compute submit …}).
 */
final class Imports {
    private static final String RESOURCE = "META-INF/atelier/imports";
    private static final List<String> USUAL = Stream.concat(
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

    static List<String> all(Consumer<String> complaints) {
        List<String> all = new ArrayList<>(USUAL);
        try {
            for (URL resource :
                    Imports.class.getClassLoader().resources(RESOURCE).toList()) {
                all.addAll(lines(resource));
            }
        } catch (IOException e) {
            complaints.accept("Some imports could not be read: " + e);
        }
        return all;
    }

    private static List<String> lines(URL resource) throws IOException {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(resource.openStream(), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> "import " + line.strip() + ";")
                    .toList();
        }
    }
}

package dev.atelier.kernel.compiler;

import com.sun.source.util.JavacTask;
import java.net.URI;
import java.util.List;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** javac for source that is only to be parsed. */
public final class Parser {
    private Parser() {}

    /** @param problems gets what is wrong with the source, which is parsed as far as it can be */
    public static JavacTask of(String source, DiagnosticListener<JavaFileObject> problems) {
        return (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, List.of("-proc:none", "-Xlint:none"), null, List.of(new Text(source)));
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String text) {
            super(URI.create("memory:///Source.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

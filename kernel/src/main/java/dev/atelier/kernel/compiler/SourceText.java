package dev.atelier.kernel.compiler;

import java.net.URI;
import javax.tools.SimpleJavaFileObject;

/** Source that is in memory, for a compiler that only parses it. */
public final class SourceText extends SimpleJavaFileObject {
    private final String text;

    public SourceText(String text) {
        super(URI.create("memory:///Source.java"), Kind.SOURCE);
        this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }
}

package dev.atelier.kernel.magic;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Words for Tab that depend on what is typed already and on where the magic runs. Named where picocli takes candidates:
 * {@code @Parameters(completionCandidates = FileNames.class)}; has a constructor without parameters.
 */
public interface WordCompletion extends Iterable<String> {

    /**
     * Quick, for a person waits; and without complaint, for nothing was asked.
     *
     * @param typed the word up to the cursor
     * @return whole words that begin with it
     */
    List<String> words(String typed, MagicContext context);

    /** None without what is typed: picocli alone knows only fixed lists. */
    @Override
    default Iterator<String> iterator() {
        return Collections.emptyIterator();
    }
}

package dev.atelier.kernel.display;

import java.util.Collections;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Calls other people's renderers: one that fails costs the rendering, and the person is told so once. */
final class Attempts {
    private final Set<Object> told = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final Consumer<String> person;

    Attempts(Consumer<String> person) {
        this.person = person;
    }

    /**
     * The border to a renderer.
     *
     * @param renderer told of once
     * @param what names it in a sentence
     * @return empty when it failed, or made nothing
     */
    <R> Optional<R> attempt(Object renderer, String what, Callable<Optional<R>> call) {
        try {
            return call.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (Exception e) {
            tell(renderer, what, e);
        } catch (Error e) {
            if (!expected(e)) {
                throw e;
            }
            tell(renderer, what, e);
        }
        return Optional.empty();
    }

    /** What goes wrong within some code; an interrupt of the cell, or the end of the memory, goes on. */
    static boolean expected(Error error) {
        return error instanceof LinkageError
                || error instanceof ServiceConfigurationError
                || error instanceof AssertionError
                || error instanceof StackOverflowError
                || error instanceof InternalError;
    }

    private void tell(Object renderer, String what, Throwable thrown) {
        if (told.add(renderer)) {
            person.accept(
                    Fonts.missing(thrown)
                            ? Fonts.SENTENCE
                            : what + " failed with " + Plain.brief(thrown)
                                    + ". The value is shown as text; this is said only once.");
        }
    }
}

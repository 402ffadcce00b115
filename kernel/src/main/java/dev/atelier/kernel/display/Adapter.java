package dev.atelier.kernel.display;

/** Shows values of a type that the kernel itself does not know at compile time. */
public interface Adapter {
    /**
     * @return with a text too
     * @throws ReflectiveOperationException when the library is another than expected
     * @throws RuntimeException when it fails
     */
    Bundle render(Object value) throws ReflectiveOperationException;
}

package dev.atelier.kernel.magic;

/** A magic could not do what was asked; the message says what, which value, and what to type next. */
public class MagicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MagicException(String message) {
        super(message);
    }

    public MagicException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.atelier.kernel.magic;

/**
 * A magic: {@code %name words…} in a line, or {@code %%name words…} over a cell whose rest is the body.
 *
 * <p>Implementations have a public constructor without parameters and are named in
 * {@code META-INF/services/dev.atelier.kernel.magic.Magic}.
 */
public interface Magic {

    /** The word after the {@code %}. */
    String name();

    /**
     * A new picocli command for one call: an object annotated with {@link picocli.CommandLine.Command} (subcommands
     * welcome) whose classes implement {@link java.util.concurrent.Callable}; what {@code call()} returns is the value of
     * the magic, and the generic return type declared there is the type that {@code var x = %name …} gets. An
     * {@link Exception} whose message a person can act on ends the call; the kernel shows the message alone for
     * {@link MagicException} and {@code dev.atelier.api.ProblemException}, a stack trace for anything else.
     *
     * <p>It is also made for completion and help, without being called: it must not act before {@code call()}.
     */
    Object command(MagicContext context);
}

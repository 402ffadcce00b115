package dev.atelier.magics.compute;

import dev.atelier.api.InstanceFile;
import dev.atelier.api.InstanceSpec;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A file in Azure ML's YAML. The gateway reads it; the files of its setup scripts are where it is. */
final class Definition {
    private static final int MOST_BYTES = 256 << 10; // the gateway's

    private Definition() {}

    /** Prints what of it nothing is done about. */
    static InstanceFile read(Session session, String file) {
        Path path = path(session, file);
        Path folder = Optional.ofNullable(path.getParent()).orElse(path);
        String text = Scripts.text(session.context().workingFolder(), file, MOST_BYTES);
        InstanceFile written = session.ask(client -> client.readFile(text));
        written.warnings()
                .forEach(warning -> session.context().print(file + ", " + session.inOurWords(warning) + "\n"));
        InstanceSpec whole = written.spec()
                .withSetupScripts(written.spec()
                        .setupScripts()
                        .map(scripts -> Scripts.inlined(
                                scripts, folder, words -> session.context().print(words + "\n"))));
        return new InstanceFile(written.name(), whole, written.warnings());
    }

    private static Path path(Session session, String file) {
        try {
            return session.context().workingFolder().resolve(file).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new MagicException("“" + file + "” is no path of a file: " + e.getReason() + ".", e);
        }
    }
}

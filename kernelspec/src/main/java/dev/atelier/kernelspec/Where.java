package dev.atelier.kernelspec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which kernelspec is meant: one of Jupyter's data folders, and a name in it. */
final class Where {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @ArgGroup
    private Place place = new Place();

    @Option(names = "--name", paramLabel = "NAME", description = "The kernelspec's name (default: ${DEFAULT-VALUE}).")
    private String name = "java";

    /** One of them; --user is the default. */
    private static final class Place {
        /** Read by nobody: it is what happens without the others, but people may say so. */
        @SuppressWarnings("UnusedVariable")
        @Option(names = "--user", description = "For this person (the default).")
        private boolean user;

        @Option(names = "--sys-prefix", description = "Into the active Python environment.")
        private boolean sysPrefix;

        @Option(names = "--prefix", paramLabel = "FOLDER", description = "Into FOLDER/share/jupyter.")
        private Optional<Path> prefix = Optional.empty();
    }

    String name() {
        if (!name.matches("[a-z0-9._-]+") || name.matches("\\.+")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The name \"" + name + "\" is not one Jupyter takes: use a-z, 0-9, dots, dashes, underscores.");
        }
        return name;
    }

    /** The kernelspec's folder, whether it exists or not. */
    Path folder(Surroundings surroundings) throws IOException, InterruptedException {
        String checked = name();
        return data(surroundings).resolve("kernels").resolve(checked);
    }

    private Path data(Surroundings surroundings) throws IOException, InterruptedException {
        if (place.prefix.isPresent()) {
            return JupyterFolders.under(surroundings.directory().resolve(place.prefix.get()));
        }
        JupyterFolders folders = surroundings.folders();
        return place.sysPrefix ? folders.sysPrefix() : folders.user();
    }
}

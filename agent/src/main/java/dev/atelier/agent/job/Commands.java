package dev.atelier.agent.job;

import dev.atelier.agent.process.ShareFolder;
import dev.atelier.api.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rules for command lines and working folders of clients. */
final class Commands {
    private Commands() {}

    static List<String> checked(List<String> command) {
        boolean usable = command != null
                && !command.isEmpty()
                && command.stream().allMatch(word -> word != null && word.indexOf('\0') < 0)
                && !command.getFirst().isEmpty();
        if (!usable) {
            throw Problem.of(
                            400,
                            "bad-command",
                            "\"command\" must be a list of words without NUL that begins with a program.")
                    .asException();
        }
        return command;
    }

    static Path folder(Optional<String> cwd, ShareFolder share) {
        return cwd.map(wanted -> share.resolve(wanted)
                        .filter(Files::isDirectory)
                        .orElseThrow(() -> Problem.of(
                                        400,
                                        "bad-folder",
                                        "\"cwd\" must be a folder of the share; " + wanted + " is not.")
                                .asException()))
                .orElse(share.path());
    }
}

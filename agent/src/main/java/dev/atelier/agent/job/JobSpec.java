package dev.atelier.agent.job;

import dev.atelier.agent.process.ShareFolder;
import dev.atelier.api.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be run.
 *
 * @param cwd a folder of the share
 * @param log a file of the share; what the command writes is added at its end
 */
public record JobSpec(
        List<String> command, Optional<String> cwd, Optional<Map<String, String>> environment, Optional<String> log) {

    /** @throws dev.atelier.api.ProblemException {@code bad-command} (400) */
    List<String> checkedCommand() {
        return Commands.checked(command);
    }

    /** @throws dev.atelier.api.ProblemException {@code bad-folder} (400) */
    Path folder(ShareFolder share) {
        return Commands.folder(cwd, share);
    }

    /** @throws dev.atelier.api.ProblemException {@code bad-log} (400) */
    Path logFile(ShareFolder share) {
        return log.flatMap(share::resolve)
                .filter(file -> !Files.isDirectory(file) && !file.equals(share.path()))
                .orElseThrow(() -> Problem.of(
                                400,
                                "bad-log",
                                "\"log\" must name a file of the share, not " + log.orElse("nothing") + ".",
                                "Give a path relative to the share.")
                        .asException());
    }
}

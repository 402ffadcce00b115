package dev.atelier.gateway.share;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What the operating system's refusals mean to a person; the share's own place on the disk is never told. */
final class ShareProblems {
    private ShareProblems() {}

    static ProblemException notFound(SharePath path) {
        return Problem.of(404, "no-such-file", "file or directory '" + path + "' does not exist")
                .asException();
    }

    static Problem gone() {
        return Problem.of(
                503,
                "share-gone",
                "The share is not there at the moment, so nothing was read or written.",
                "Try again when its disk is back; whoever runs the gateway knows which one.");
    }

    static ProblemException exists(SharePath path) {
        return Problem.of(409, "file-exists", "File already exists: " + path).asException();
    }

    static ProblemException changed(SharePath path, String how) {
        return Problem.of(
                        409,
                        "file-changed",
                        path + " " + how + " since it was read; nothing was written.",
                        "Read it again and save on top of that, or leave out base_hash to replace it.")
                .asException();
    }

    /** The problem that this exception is, or an {@link IOException} that nobody could have expected. */
    static ProblemException of(IOException e, SharePath path) throws IOException {
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        Problem problem = switch (e) {
            case NoSuchFileException gone -> notFound(path).problem();
            case NotDirectoryException file -> notFound(path).problem();
            case FileSystemLoopException loop -> notFound(path).problem();
            case FileAlreadyExistsException there -> exists(path).problem();
            case AtomicMoveNotSupportedException disks ->
                Problem.of(
                        400,
                        "another-disk",
                        path + " lies on another disk than where it should go.",
                        "Copy it there, or move it in a terminal: mv.");
            case DirectoryNotEmptyException full ->
                Problem.of(400, "folder-not-empty", "Directory " + path + " not empty");
            case AccessDeniedException denied -> Problem.of(403, "permission-denied", "Permission denied: " + path);
            case IOException full
            when words.contains("no space left") || words.contains("quota exceeded") ->
                Problem.of(
                        507,
                        "disk-full",
                        "The share's disk is full; " + path + " is as it was.",
                        "Delete something for good in a terminal, or ask for more space, then save again.");
            case IOException readOnly
            when words.contains("read-only file system") ->
                Problem.of(403, "read-only", "The share is read-only: " + path);
            case FileSystemException loop
            when words.contains("too many levels of symbolic links") || words.contains("not a directory") ->
                notFound(path).problem();
            case FileSystemException permitted
            when words.contains("operation not permitted") ->
                Problem.of(403, "permission-denied", "Permission denied: " + path);
            case FileSystemException longName
            when words.contains("name too long") -> Problem.of(400, "name-too-long", "The name is too long: " + path);
            default -> throw e;
        };
        return new ProblemException(problem, e);
    }
}

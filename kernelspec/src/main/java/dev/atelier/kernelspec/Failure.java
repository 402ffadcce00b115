package dev.atelier.kernelspec;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** What went wrong, for a person. */
final class Failure {
    private Failure() {}

    /** @param option by which another folder is chosen */
    static String sentence(Exception failure, String option) {
        String next = " Choose another folder with " + option + ".";
        return switch (failure) {
            case AccessDeniedException e -> "Access to " + e.getFile() + " is denied." + next;
            case FileAlreadyExistsException e -> e.getFile() + " is a file, where a folder is needed." + next;
            case NotDirectoryException e -> e.getFile() + " is no folder." + next;
            case FileSystemException e -> e.getFile() + " cannot be used: " + reason(e) + "." + next;
            case InterruptedException _ -> "It was interrupted; nothing that Jupyter sees has changed.";
            default ->
                Optional.ofNullable(failure.getMessage())
                        .orElseGet(() -> failure.getClass().getSimpleName());
        };
    }

    private static String reason(FileSystemException failure) {
        return Optional.ofNullable(failure.getReason())
                .orElseGet(() -> failure.getClass().getSimpleName());
    }
}

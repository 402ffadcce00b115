package dev.atelier.kernel.magic.maven.resolver;

import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.maven.Coordinate;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.http.client.HttpResponseException;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.model.building.ModelProblem;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.VersionRangeResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.MetadataNotFoundException;
import org.eclipse.aether.transfer.MetadataTransferException;
import org.eclipse.aether.transfer.RepositoryOfflineException;

/** What Maven could not do, in a sentence or two. */
final class Failures {
    private static final int NEWEST = 5;
    private static final int CAUSES = 200;

    private final MavenSession maven;

    Failures(MavenSession maven) {
        this.maven = maven;
    }

    MagicException explained(Exception failure) {
        List<Throwable> causes = causes(failure);
        return first(causes, ModelBuildingException.class)
                .filter(e -> causes.stream().noneMatch(ArtifactTransferException.class::isInstance))
                .map(Failures::pom)
                .or(() -> unreachable(causes).map(sentence -> new MagicException(sentence, failure)))
                .or(() -> first(causes, ArtifactNotFoundException.class).map(this::absent))
                .orElseGet(() ->
                        new MagicException("Maven failed: " + withoutCredentials(innermost(failure)) + ".", failure));
    }

    private static MagicException pom(ModelBuildingException e) {
        String problems = e.getProblems().stream()
                .filter(problem -> problem.getSeverity() != ModelProblem.Severity.WARNING)
                .map(ModelProblem::getMessage)
                .distinct()
                .collect(Collectors.joining("; "));
        return new MagicException(
                withoutCredentials("The POM " + e.getModelId() + " cannot be used: " + problems + "."), e);
    }

    private MagicException absent(ArtifactNotFoundException e) {
        Coordinate coordinate = Versions.coordinate(e.getArtifact());
        if (first(causes(e), RepositoryOfflineException.class).isPresent()) {
            return new MagicException(
                    coordinate + " is not in the local repository. Without --offline it may be downloaded.", e);
        }
        return absent(coordinate, new Versions(maven).all(coordinate));
    }

    /** @param versions those that there are of it */
    MagicException absent(Coordinate coordinate, VersionRangeResult versions) {
        Optional<String> unreachable = unreachable(versions.getExceptions().stream()
                .flatMap(e -> causes(e).stream())
                .toList());
        if (unreachable.isPresent()) {
            return new MagicException(unreachable.get());
        }
        List<String> newest = Versions.newestFirst(versions);
        if (newest.isEmpty()) {
            return new MagicException("There is no artifact " + coordinate + " in " + places() + ".");
        }
        String there = coordinate.group() + ":" + coordinate.artifact();
        return versions.getVersions().stream().anyMatch(v -> v.toString().equals(coordinate.version()))
                ? new MagicException(there + " has a version " + coordinate.version() + ", but without "
                        + (coordinate.classifier().isEmpty() ? "" : coordinate.classifier() + " ")
                        + coordinate.extension() + ". It was looked for in " + places() + ".")
                : new MagicException(there + " has no version " + coordinate.version() + " in " + places()
                        + ". The newest there are: "
                        + newest.stream().limit(NEWEST).collect(Collectors.joining(", ")) + ".");
    }

    private String places() {
        return maven.repositories().stream().map(Failures::place).collect(Collectors.joining(", "));
    }

    private static String place(RemoteRepository repository) {
        return repository.getId() + " (" + withoutCredentials(repository.getUrl()) + ")";
    }

    private static Optional<String> unreachable(List<Throwable> causes) {
        for (Throwable cause : causes) {
            Optional<RemoteRepository> repository = switch (cause) {
                case ArtifactNotFoundException _ -> Optional.empty();
                case MetadataNotFoundException _ -> Optional.empty();
                case ArtifactTransferException e -> Optional.ofNullable(e.getRepository());
                case MetadataTransferException e -> Optional.ofNullable(e.getRepository());
                default -> Optional.empty();
            };
            if (repository.isPresent()) {
                return Optional.of(unreachable(repository.get(), causes(cause)));
            }
        }
        return Optional.empty();
    }

    private static String unreachable(RemoteRepository repository, List<Throwable> causes) {
        String place = place(repository);
        Throwable reason = causes.stream()
                .filter(cause -> cause instanceof HttpResponseException
                        || cause instanceof UnknownHostException
                        || cause instanceof ConnectException
                        || cause instanceof SocketTimeoutException)
                .findFirst()
                .orElse(causes.getLast());
        String offline = " What the local repository has can be added with --offline.";
        return switch (reason) {
            case HttpResponseException e
            when e.getStatusCode() == 401 || e.getStatusCode() == 403 ->
                place + " refuses access (" + e.getStatusCode()
                        + "). Credentials for it belong into settings.xml, in a " + "<server> with the id "
                        + repository.getId() + ".";
            case HttpResponseException e -> place + " answered with HTTP status " + e.getStatusCode() + "." + offline;
            case UnknownHostException _ -> place + " cannot be reached: its host name is not known here." + offline;
            case ConnectException _ -> place + " cannot be reached: it refused the connection." + offline;
            case SocketTimeoutException _ -> place + " cannot be reached: it does not answer." + offline;
            default ->
                place + " cannot be used: " + withoutCredentials(String.valueOf(reason.getMessage())) + "." + offline;
        };
    }

    /** What the innermost cause says. */
    static String innermost(Throwable failure) {
        Throwable last = failure;
        for (int i = 0; i < CAUSES && last.getCause() != null; i++) {
            last = last.getCause();
        }
        String message = String.valueOf(last.getMessage()).strip();
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    static String withoutCredentials(String text) {
        return text.replaceAll("//[^/\\s]*@", "//");
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The failure, its causes and theirs, from the outermost on; what single artifacts failed of counts too. */
    private static List<Throwable> causes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> all = new ArrayList<>();
        Deque<Throwable> next = new ArrayDeque<>(List.of(failure));
        while (!next.isEmpty() && all.size() < CAUSES) {
            Throwable one = next.removeFirst();
            if (seen.add(one)) {
                all.add(one);
                Optional.ofNullable(one.getCause()).ifPresent(next::add);
                if (one instanceof ArtifactResolutionException resolution) {
                    resolution.getResults().stream()
                            .filter(result -> !result.isResolved())
                            .map(ArtifactResult::getExceptions)
                            .forEach(next::addAll);
                }
            }
        }
        return all;
    }
}

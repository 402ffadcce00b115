package dev.atelier.gateway.provider;

import java.nio.file.Path;

/**
 * Where things are for the processes of an instance.
 *
 * @param share the workspace's share
 * @param python the Python interpreter
 * @param java the {@code java} that runs Java jobs
 */
public record Inside(Path share, Path python, Path java) {}

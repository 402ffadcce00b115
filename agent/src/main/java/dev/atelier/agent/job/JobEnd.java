package dev.atelier.agent.job;

import java.time.Instant;
import java.util.Optional;

/**
 * How a job ended.
 *
 * @param exitCode as a shell reports it; empty if the wrapper itself was killed
 * @param signal the number of the signal that ended the command
 */
record JobEnd(JobState state, Optional<Integer> exitCode, Optional<Integer> signal, Instant ended) {}

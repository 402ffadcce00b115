package dev.atelier.gateway.doctor;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.time.Duration;

/**
 * Something to look at.
 *
 * @param bound after which it counts as failed
 * @param cure what to do where it fails and does not say it itself
 */
record Examination(String name, Duration bound, String cure, Look look) {

    /** Blocks. What it throws is a fault that was found. */
    interface Look {
        Finding look() throws IOException, InterruptedException;
    }

    /** The border: whatever happens is a finding. */
    Finding find() throws InterruptedException {
        try {
            return look.look();
        } catch (ProblemException e) {
            Problem problem = e.problem();
            return Finding.failed(problem.detail(), problem.next().orElse(cure));
        } catch (IOException | RuntimeException e) {
            return Finding.failed(sentence(e), cure);
        }
    }

    Finding tooLate() {
        return Finding.failed("There was no answer within " + bound.toSeconds() + " s.", cure);
    }

    private static String sentence(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.endsWith(".") ? message : message + ".";
    }
}

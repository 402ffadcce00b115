package dev.atelier.gateway.http;

import java.io.IOException;

/** Answers a call, on a virtual thread. A {@link dev.atelier.api.ProblemException} becomes its status and words. */
@FunctionalInterface
public interface CallHandler {
    Reply handle(Request request) throws IOException, InterruptedException;
}

package dev.atelier.gateway.provider;

import java.io.IOException;

/** A provider whose instances are made from images. */
public interface ContainerImages {

    /** What is meant where nobody names an image. */
    String defaultImage();

    /**
     * Looks at an image that somebody named.
     *
     * @throws dev.atelier.api.ProblemException {@code image-not-allowed} (403), with what is allowed
     */
    void requireAllowed(String image);

    /**
     * Whether the engine has this image.
     *
     * @throws dev.atelier.api.ProblemException where no engine answers
     */
    boolean isHere(String image) throws IOException, InterruptedException;

    /** Whether an instance can be made from that image now: an engine answers, and has it. */
    boolean isReady();
}

package dev.atelier.gateway.provider;

/** A provider whose instances are made from images. */
public interface ContainerImages {

    /** What is meant where nobody names an image. */
    String defaultImage();

    /** Whether an instance can be made from that image now: an engine answers, and has it. */
    boolean isReady();
}

package dev.atelier.gateway.provider;

/** A provider whose instances are made from images. */
public interface ContainerImages {

    /** What is meant where nobody names an image. */
    String defaultImage();
}

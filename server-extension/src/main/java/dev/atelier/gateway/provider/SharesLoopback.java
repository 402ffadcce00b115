package dev.atelier.gateway.provider;

/** A provider whose instances' processes listen on this computer's own loopback. */
public interface SharesLoopback {}

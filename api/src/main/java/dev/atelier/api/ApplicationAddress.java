package dev.atelier.api;

/**
 * Where an application of an instance is opened in a browser.
 *
 * @param compute the instance's name
 * @param port on which it listens there
 * @param url leads there whoever may use it, by way of the gateway
 */
public record ApplicationAddress(String compute, int port, String url) {}

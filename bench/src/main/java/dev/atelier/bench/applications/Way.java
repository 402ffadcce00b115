package dev.atelier.bench.applications;

import dev.atelier.bench.Usage;
import java.util.Map;

/**
 * One way to a server.
 *
 * @param url of the proxy
 * @param fields that a request to it needs
 */
record Way(String name, String url, Map<String, String> fields, Usage usage) {}

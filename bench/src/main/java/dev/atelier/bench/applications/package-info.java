/**
 * What the way to an application costs, beside other proxies before the same server, asked by wrk; and what it does to the cells of a
 * Jupyter server that is the application.
 */
package dev.atelier.bench.applications;

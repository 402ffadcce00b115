/**
 * The API under {@code /atelier/v1}: which path means which method of {@code compute}, {@code job} and {@code datastore}.
 * What people write as YAML is read by {@code azure}.
 * Nothing is decided here but the shape of request and answer.
 */
package dev.atelier.gateway.rest;

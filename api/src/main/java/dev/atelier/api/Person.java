package dev.atelier.api;

import java.time.Instant;

/**
 * Somebody who may come in.
 *
 * @param name by which they are known as the owner of things
 * @param created when they came, for the first time where they were removed meanwhile
 * @param tokens how many they have, those that have ended lately included
 */
public record Person(String name, PersonRole role, Instant created, int tokens) {}

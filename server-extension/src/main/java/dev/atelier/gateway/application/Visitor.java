package dev.atelier.gateway.application;

import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;

/** Somebody who has been let in, and by what. */
record Visitor(Principal person, Proof proof) {}

package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.Magic;

/** A magic whose line is one word whatever it holds: Java, a shell command. Options before it are still options. */
public interface RawMagic extends Magic {}

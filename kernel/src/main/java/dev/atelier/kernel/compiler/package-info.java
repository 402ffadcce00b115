/**
 * A javac that stays warm: small pieces of Java to class files or to attributed trees, against what is in memory. One thread at
 * a time. Knows neither JShell nor notebooks.
 */
package dev.atelier.kernel.compiler;

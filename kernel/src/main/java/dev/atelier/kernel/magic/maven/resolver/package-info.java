/**
 * Maven's resolver and model builder, through MIMA. Only {@link dev.atelier.kernel.magic.maven.IsolatedLoader} loads these
 * classes, since the kernel's own class path has nothing of Maven. Entered by the threads of a call; calls Maven, and what
 * {@code maven} declares for both sides.
 */
package dev.atelier.kernel.magic.maven.resolver;

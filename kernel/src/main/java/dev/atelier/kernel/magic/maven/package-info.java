/**
 * {@code %maven} and {@code %%pom}: what people type and what they see of it. The resolver itself is Maven's, and lives in
 * {@code resolver} behind {@link dev.atelier.kernel.magic.maven.Resolver}, in a class loader of its own: were Maven's
 * libraries on the kernel's class path, a notebook would get them instead of its own. Nothing of it is loaded before the
 * first call. The thread that runs cells waits and draws; a thread of the call resolves.
 */
package dev.atelier.kernel.magic.maven;

/**
 * Instances that are hosts which people own, reached by SSH. To a host leads one connection for each instance ({@link
 * dev.atelier.gateway.provider.ssh.HostConnection}); through it go fixed scripts with their arguments ({@link
 * dev.atelier.gateway.provider.ssh.HostScript}), the toolbox as an archive, what is said to the agent, behind a
 * listener on this computer's loopback, and, the other way, the share. All that is ours there lies in one folder, {@code
 * ~/.atelier/GATEWAY}. To the computer of an engine leads one connection for all its instances ({@link
 * dev.atelier.gateway.provider.ssh.EngineHost}), made in the same way. Called on virtual threads. May call: {@code provider}, {@code provider.toolbox}, {@code link}, {@code
 * identity}.
 */
package dev.atelier.gateway.provider.ssh;

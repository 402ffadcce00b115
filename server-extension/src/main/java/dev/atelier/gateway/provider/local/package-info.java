/**
 * Instances on this computer: an agent as a detached process, a Python environment laid over the base one, a scratch folder.
 * Nothing here separates the owner's processes from the gateway's files: all run as one user of the operating system.
 */
package dev.atelier.gateway.provider.local;

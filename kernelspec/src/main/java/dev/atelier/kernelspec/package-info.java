/**
 * The Java kernel as it is installed: the program that {@code kernel.json} starts, the installer that writes it, and the
 * training run that makes its AOT cache. One thread; calls the kernel alone.
 */
package dev.atelier.kernelspec;

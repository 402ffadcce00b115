package dev.atelier.kernel.transport;

/** The kernel's sockets that carry messages. */
public enum Channel {
    SHELL,
    CONTROL,
    STDIN,
    IOPUB
}

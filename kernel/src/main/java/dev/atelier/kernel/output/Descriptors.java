package dev.atelier.kernel.output;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * File descriptors by their numbers, through the C library: Java itself cannot lead its descriptors 1 and 2, which child
 * processes inherit, to another place.
 */
final class Descriptors {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    /** The same on Linux and macOS, as is {@code struct pollfd}: an int and two shorts. */
    private static final short POLLIN = 1;

    private static final long POLL_BYTES = 8;

    /** Linux's word, unknown elsewhere; and as much as it gives to everybody. */
    private static final int F_SETPIPE_SZ = 1031;

    private static final int PIPE_BYTES = 1 << 20;

    private final MethodHandle pipe;
    private final MethodHandle dup;
    private final MethodHandle dup2;
    private final MethodHandle fcntl;
    private final MethodHandle poll;
    private final MethodHandle write;

    /** A pipe's two ends. */
    record Ends(int read, int write) {}

    private Descriptors() {
        pipe = function("pipe", FunctionDescriptor.of(INT, POINTER));
        dup = function("dup", FunctionDescriptor.of(INT, INT));
        dup2 = function("dup2", FunctionDescriptor.of(INT, INT, INT));
        fcntl = function("fcntl", FunctionDescriptor.of(INT, INT, INT, INT), Linker.Option.firstVariadicArg(2));
        poll = function("poll", FunctionDescriptor.of(INT, POINTER, LONG, INT));
        write = function("write", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
    }

    /** Nothing where the JVM was not started with native access, or the system is Windows. */
    static Optional<Descriptors> find() {
        boolean able = Descriptors.class.getModule().isNativeAccessEnabled()
                && !System.getProperty("os.name").startsWith("Windows");
        return able ? Optional.of(new Descriptors()) : Optional.empty();
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    /** As roomy as the system allows: what the JVM itself writes while its threads stand still, nobody reads. */
    Ends newPipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(INT, 2);
            checked("pipe", pipe, both);
            Ends ends = new Ends(both.getAtIndex(INT, 0), both.getAtIndex(INT, 1));
            call(fcntl, ends.write(), F_SETPIPE_SZ, PIPE_BYTES);
            return ends;
        }
    }

    /** Another number for what {@code descriptor} leads to. */
    int copy(int descriptor) throws IOException {
        return (int) checked("dup", dup, descriptor);
    }

    /** From now on {@code descriptor} leads to where {@code target} does. */
    void redirect(int descriptor, int target) throws IOException {
        checked("dup2", dup2, target, descriptor);
    }

    /** Waits, deaf to interrupts, until one of them has something to read. */
    void awaitAny(List<Integer> descriptors) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(POLL_BYTES * descriptors.size(), Integer.BYTES);
            for (int i = 0; i < descriptors.size(); i++) {
                all.set(INT, i * POLL_BYTES, descriptors.get(i));
                all.set(ValueLayout.JAVA_SHORT, i * POLL_BYTES + Integer.BYTES, POLLIN);
            }
            // The caller looks, finds nothing, and comes again: a signal may have interrupted it.
            call(poll, all, (long) descriptors.size(), -1);
        }
    }

    /** Writes to a descriptor until all is written; every failure is an exception. */
    OutputStream writer(int descriptor) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment copy = arena.allocateFrom(
                            ValueLayout.JAVA_BYTE, Arrays.copyOfRange(bytes, offset, offset + length));
                    long done = 0;
                    while (done < length) {
                        done += checked("write", write, descriptor, copy.asSlice(done), length - done);
                    }
                }
            }
        };
    }

    private static long checked(String name, MethodHandle function, Object... arguments) throws IOException {
        long result = call(function, arguments);
        if (result < 0) {
            throw new IOException("The system refused " + name + Arrays.toString(arguments) + ".");
        }
        return result;
    }

    /** The border to what a method handle may throw, which for these functions is nothing. */
    @SuppressWarnings("CatchThrowable")
    private static long call(MethodHandle function, Object... arguments) throws IOException {
        try {
            return ((Number) function.invokeWithArguments(arguments)).longValue();
        } catch (Throwable e) {
            throw new IOException("The C library could not be called.", e);
        }
    }
}

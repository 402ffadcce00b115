package dev.atelier.agent.kernel;

import dev.atelier.agent.process.FreeMemory;
import dev.atelier.agent.process.MemoryKills;
import dev.atelier.agent.wire.OwnMessages;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all kernels of an agent share.
 *
 * @param warm a process that waits to become the instance's first kernel, if there is one
 * @param spares processes that wait to become kernels
 * @param kills how many processes the system has ended for lack of memory
 * @param deaths gets to know of each kernel that dies by itself
 * @param largestMessage in bytes; a larger one is dropped with a notice
 * @param scratch a folder for large frames on their way
 * @param journalBytes bound of one kernel's journal
 * @param timer one thread; what it runs is short
 */
record KernelSettings(
        Launcher launcher,
        WarmKernel warm,
        SpareKernels spares,
        OwnMessages own,
        MemoryKills kills,
        FreeMemory memory,
        DeathNotice.Listener deaths,
        ScheduledExecutorService timer,
        long largestMessage,
        Path scratch,
        long journalBytes) {}

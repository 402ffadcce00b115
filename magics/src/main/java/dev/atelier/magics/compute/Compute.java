package dev.atelier.magics.compute;

import dev.atelier.magics.Session;
import picocli.CommandLine.Command;

/** The verbs of {@code %compute}, and what they share. */
@Command(
        name = "compute",
        description = "Instances and the jobs on them.",
        subcommands = {
            Create.class,
            Attach.class,
            ListInstances.class,
            Show.class,
            Start.class,
            Stop.class,
            Restart.class,
            Update.class,
            Resize.class,
            Keepalive.class,
            ScheduleCommand.class,
            Open.class,
            Delete.class,
            Detach.class,
            Key.class,
            OpenTerminal.class,
            Doctor.class,
            Sizes.class,
            OneSize.class,
            ShowQuota.class,
            Submit.class,
            ListJobs.class,
            Logs.class,
            Cancel.class
        })
final class Compute {
    private final Session session;

    Compute(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }
}

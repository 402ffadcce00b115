package dev.atelier.gateway;

import dev.atelier.gateway.compute.Occupation;
import dev.atelier.gateway.job.Jobs;
import dev.atelier.gateway.jupyter.Kernels;
import dev.atelier.gateway.jupyter.Sessions;
import java.util.Optional;

/** What jobs, kernels and sessions tell of the use of instances. */
record KnownUse(Jobs jobs, Kernels kernels, Sessions sessions) implements Occupation {

    @Override
    public int jobsOn(String instance) {
        return jobs.liveOn(instance);
    }

    @Override
    public int startsOn(String instance) {
        return kernels.startingOn(instance);
    }

    @Override
    public Optional<String> notebookOf(String kernel) {
        return sessions.pathOf(kernel);
    }
}

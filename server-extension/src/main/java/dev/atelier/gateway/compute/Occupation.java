package dev.atelier.gateway.compute;

import java.util.Optional;

/** What the gateway itself knows of the use of instances, kept by parts that stand above this package. */
public interface Occupation {
    /** How many jobs of the instance have not ended. */
    int jobsOn(String instance);

    /** How many kernels are being started on it. */
    int startsOn(String instance);

    /** The notebook that uses a kernel. */
    Optional<String> notebookOf(String kernel);
}

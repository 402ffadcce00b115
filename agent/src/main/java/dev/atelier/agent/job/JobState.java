package dev.atelier.agent.job;

/** How a job stands, in Azure ML's words. */
public enum JobState {
    Running,
    Completed,
    Failed,
    Canceled
}

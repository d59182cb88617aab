package org.mcpcoordinator.upkeep;

/** Port to whatever carries backups and restores out; batch-jobs implements it with Jakarta Batch. */
public interface UpkeepLauncher {
    /** Starts the job of a run that was asked for. */
    void start(Run run);
}

package org.mcpcoordinator.batch.rollout;

import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A running job, as the container shows it to its parts. */
final class TestingJob implements JobContext {
    @Nullable
    String exitStatus;

    String name = "rollout";

    private @Nullable Object userData;

    @Override
    public String getJobName() {
        return name;
    }

    @Override
    public @Nullable Object getTransientUserData() {
        return userData;
    }

    @Override
    public void setTransientUserData(Object data) {
        userData = data;
    }

    @Override
    public long getInstanceId() {
        return 5;
    }

    @Override
    public long getExecutionId() {
        return 7;
    }

    @Override
    public Properties getProperties() {
        return new Properties();
    }

    @Override
    public BatchStatus getBatchStatus() {
        return BatchStatus.STARTED;
    }

    @Override
    public @Nullable String getExitStatus() {
        return exitStatus;
    }

    @Override
    public void setExitStatus(String status) {
        exitStatus = status;
    }
}

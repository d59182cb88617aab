package org.mcpcoordinator.batch.rollout;

import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.Metric;
import jakarta.batch.runtime.context.StepContext;
import java.io.Serializable;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A running step whose chunks may take so long. */
record TestingStep(int seconds) implements StepContext {
    @Override
    public String getStepName() {
        return "phase-1-wish";
    }

    @Override
    public @Nullable Object getTransientUserData() {
        return null;
    }

    @Override
    public void setTransientUserData(Object data) {}

    @Override
    public long getStepExecutionId() {
        return 1;
    }

    @Override
    public Properties getProperties() {
        Properties properties = new Properties();
        properties.setProperty(SlowChunk.LIMIT, Integer.toString(seconds));
        return properties;
    }

    @Override
    public @Nullable Serializable getPersistentUserData() {
        return null;
    }

    @Override
    public void setPersistentUserData(Serializable data) {}

    @Override
    public BatchStatus getBatchStatus() {
        return BatchStatus.STARTED;
    }

    @Override
    public @Nullable String getExitStatus() {
        return null;
    }

    @Override
    public void setExitStatus(String status) {}

    @Override
    public @Nullable Exception getException() {
        return null;
    }

    @Override
    public Metric[] getMetrics() {
        return new Metric[0];
    }
}

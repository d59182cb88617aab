package org.mcpcoordinator.batch.purge;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.rollout.JobRecords;

/** Deletes what is older than the parameter {@code days}; 30 without it. */
@Named
@Dependent
public class PurgeBatchlet extends AbstractBatchlet {
    @Inject
    @BatchProperty
    @Nullable
    String days;

    @Inject
    JobRecords records;

    @Override
    public String process() {
        int kept = days == null || days.isBlank() ? JobRecords.USUAL_DAYS : Integer.parseInt(days.trim());
        return "PURGED " + records.purge(kept);
    }
}

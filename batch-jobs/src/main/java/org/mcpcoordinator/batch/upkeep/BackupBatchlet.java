package org.mcpcoordinator.batch.upkeep;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.upkeep.UpkeepSteps;

/** The steps of a backup: open, write, verify. */
@Named
@Dependent
public class BackupBatchlet extends AbstractBatchlet {
    @Inject
    @BatchProperty
    String step;

    @Inject
    @BatchProperty
    @Nullable
    String runId;

    @Inject
    RunInHand hand;

    @Inject
    UpkeepSteps steps;

    @Override
    public String process() {
        return switch (step) {
            case "open" -> hand.open(runId, steps::openBackup);
            case "write" -> hand.step(steps::write);
            case "verify" -> hand.step(steps::verify);
            default -> throw new IllegalArgumentException(step);
        };
    }
}

package org.mcpcoordinator.batch.upkeep;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.upkeep.UpkeepSteps;

/** The steps of a restore: open, check, fill. */
@Named
@Dependent
public class RestoreBatchlet extends AbstractBatchlet {
    @Inject
    @BatchProperty
    String step;

    @Inject
    @BatchProperty
    @Nullable
    String runId;

    @Inject
    @BatchProperty
    @Nullable
    String file;

    @Inject
    @BatchProperty
    @Nullable
    String replace;

    @Inject
    RunInHand hand;

    @Inject
    UpkeepSteps steps;

    @Override
    public String process() {
        return switch (step) {
            case "open" ->
                hand.open(
                        runId, () -> steps.openRestore(file == null ? "" : file.trim(), Boolean.parseBoolean(replace)));
            case "check" -> hand.step(steps::check);
            case "fill" -> hand.step(steps::fill);
            default -> throw new IllegalArgumentException(step);
        };
    }
}

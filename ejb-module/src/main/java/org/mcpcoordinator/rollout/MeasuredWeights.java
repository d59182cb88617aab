package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.function.ToLongFunction;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.placement.Weights;

/** What copies take of memory as it was measured, or as forecasts assume it. */
@Dependent
class MeasuredWeights implements Weights {
    private static final long BYTES_PER_MB = 1L << 20;

    private final MeasuredStore measured;
    private final MemoryBudget budget;

    @Inject
    MeasuredWeights(MeasuredStore measured, MemoryBudget budget) {
        this.measured = measured;
        this.budget = budget;
    }

    @Override
    public ToLongFunction<ServerDefinition> bytes() {
        Known known = new Known(measured.all());
        return definition -> Math.round(Forecaster.megabytes(definition, known) * BYTES_PER_MB);
    }

    @Override
    public long most() {
        return budget.megabytes() * BYTES_PER_MB;
    }
}

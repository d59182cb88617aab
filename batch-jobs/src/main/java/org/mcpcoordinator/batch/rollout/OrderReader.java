package org.mcpcoordinator.batch.rollout;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.rollout.InstanceOrder;
import org.mcpcoordinator.rollout.RolloutSteps;

/**
 * Reads what one phase wishes for, a chunk of 100 at a time; ends early while the rollout is not running. Where it
 * begins is told by the rollout's row, which is written in the same transaction as the wishes, so no checkpoint is kept: a
 * rollout that is recovered begins again at 0, and a reader that went on behind a checkpoint would find nothing to wish
 * for.
 */
@Named
@Dependent
public class OrderReader extends AbstractItemReader {
    private static final int CHUNK = 100;

    @Inject
    @BatchProperty
    String phase;

    @Inject
    Tickets tickets;

    @Inject
    RolloutSteps steps;

    private final Deque<InstanceOrder> next = new ArrayDeque<>();
    private int position;

    @Override
    public void open(@Nullable Serializable noCheckpoint) {
        position = 0;
    }

    @Override
    public @Nullable Object readItem() {
        if (next.isEmpty()) {
            next.addAll(steps.orders(tickets.current(), tickets.phase(phase), position, CHUNK));
        }
        InstanceOrder order = next.poll();
        if (order != null) {
            position = order.position() + 1;
        }
        return order;
    }
}

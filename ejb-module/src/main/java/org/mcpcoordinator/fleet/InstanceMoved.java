package org.mcpcoordinator.fleet;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * CDI event, fired after commit: instances changed. One event carries all changes of one transaction.
 *
 * @param moves what changed, oldest first
 */
public record InstanceMoved(List<Move> moves) {
    public InstanceMoved {
        moves = List.copyOf(moves);
    }

    /**
     * One instance's change.
     *
     * @param before null if it is new
     * @param after null if its row was deleted
     */
    public record Move(@Nullable Instance before, @Nullable Instance after) {
        public Move {
            if (before == null && after == null) {
                throw new IllegalArgumentException("a move needs a before or an after");
            }
        }

        /** The side that is there, the newer first. */
        public Instance any() {
            return after != null ? after : Objects.requireNonNull(before);
        }
    }
}

package org.mcpcoordinator.rollout;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.mcpcoordinator.catalog.ServerDefinition;

/** What was measured of programs so far, by definition, and where there is none of that by the program they run. */
final class Known {
    static final Known NOTHING = new Known(List.of());

    private static final double KB_PER_MB = 1024;

    private final Map<String, MeasuredRow> byDefinition = new HashMap<>();
    private final Map<String, Mean> memory = new HashMap<>();
    private final Map<String, Mean> starts = new HashMap<>();

    Known(Collection<MeasuredRow> rows) {
        for (MeasuredRow row : rows) {
            byDefinition.put(row.definitionHash, row);
            memory.computeIfAbsent(row.program, name -> new Mean()).add(row.pssKb);
            starts.computeIfAbsent(row.program, name -> new Mean()).add(row.startMillis);
        }
    }

    /** Megabytes of one copy; empty if nothing like it was ever measured. */
    OptionalDouble megabytes(ServerDefinition definition) {
        MeasuredRow own = byDefinition.get(definition.hash());
        if (own != null && own.pssKb > 0) {
            return OptionalDouble.of(own.pssKb / KB_PER_MB);
        }
        Mean likes = memory.get(Measurements.program(definition));
        return likes == null || likes.count == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(likes.sum / KB_PER_MB / likes.count);
    }

    /** Milliseconds from start to first answer; empty if nothing like it was ever measured. */
    OptionalLong startMillis(ServerDefinition definition) {
        MeasuredRow own = byDefinition.get(definition.hash());
        if (own != null && own.startMillis > 0) {
            return OptionalLong.of(own.startMillis);
        }
        Mean likes = starts.get(Measurements.program(definition));
        return likes == null || likes.count == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round(likes.sum / likes.count));
    }

    private static final class Mean {
        double sum;
        int count;

        void add(long value) {
            if (value > 0) {
                sum += value;
                count++;
            }
        }
    }
}

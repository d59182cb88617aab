package org.mcpcoordinator.batch.purge;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.rollout.JobRecords;

class PurgeBatchletTest {
    @Test
    void withoutDaysThirtyAreKeptAndTheExitStatusTellsHowManyWent() {
        assertThat(purge(null)).isEqualTo("PURGED 30");
        assertThat(purge("")).isEqualTo("PURGED 30");
        assertThat(purge(" 7 ")).isEqualTo("PURGED 7");
    }

    /** Its desk answers with the days it was asked for. */
    private static String purge(@Nullable String days) {
        PurgeBatchlet purge = new PurgeBatchlet();
        purge.days = days;
        purge.records = new JobRecords() {
            @Override
            public int purge(int kept) {
                return kept;
            }
        };
        return purge.process();
    }
}

package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.runtime.DrillKind;

class DrillsResourceTest {
    @Test
    void theDatabaseIsAwayForTwentySecondsIfNothingIsSaid() {
        assertThat(DrillsResource.seconds(DrillKind.CUT_DB, null)).isEqualTo(20);
        assertThat(DrillsResource.seconds(DrillKind.CUT_DB, 60)).isEqualTo(60);
        assertThat(DrillsResource.seconds(DrillKind.KILL_SERVER, null)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 61})
    void itsTimeHasBounds(int seconds) {
        assertThatThrownBy(() -> DrillsResource.seconds(DrillKind.CUT_DB, seconds))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1 to 60");
    }

    @Test
    void otherDrillsTakeTheirOwnTime() {
        assertThatThrownBy(() -> DrillsResource.seconds(DrillKind.KILL_SERVER, 5))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cut-db only");
    }
}

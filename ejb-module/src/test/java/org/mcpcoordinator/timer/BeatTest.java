package org.mcpcoordinator.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeatTest {
    @ParameterizedTest
    @CsvSource({
        "1000, 300, 2026-01-01T00:00:00.000Z, 2026-01-01T00:00:00.300Z",
        "1000, 300, 2026-01-01T00:00:00.299Z, 2026-01-01T00:00:00.300Z",
        "1000, 300, 2026-01-01T00:00:00.300Z, 2026-01-01T00:00:01.300Z",
        "2000, 1550, 2026-01-01T00:00:00.100Z, 2026-01-01T00:00:01.550Z",
        "2000, 1550, 2026-01-01T00:00:01.900Z, 2026-01-01T00:00:03.550Z",
    })
    void theFirstTurnIsTheNextOneOfTheBeat(long every, long after, Instant now, Instant first) {
        assertThat(Beat.millis(every, after).first(now)).isEqualTo(first);
    }
}

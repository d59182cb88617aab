package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A product of its own loses everything and gets it back: what other classes left in the shared one is chance. */
class LossIT {
    private static final int SERVERS = 30;

    @Test
    void aFleetIsBackWithinAMinuteAfterAWipe() throws Exception {
        try (RunningProduct product = RunningProduct.start("wiped", "--servers", Integer.toString(SERVERS))) {
            assertThat(Wiped.andRestored(product)).contains("All " + SERVERS + " servers are healthy");
        }
    }
}

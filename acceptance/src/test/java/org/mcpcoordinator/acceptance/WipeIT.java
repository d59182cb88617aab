package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A product loses everything and gets it back. Its name puts it before all others that use the shared product, since what
 * they leave in it is chance.
 */
@ExtendWith(RunningProduct.Provider.class)
class WipeIT {
    @Test
    void aFleetIsBackWithinAMinuteAfterAWipe(RunningProduct product) throws Exception {
        assertThat(Wiped.andRestored(product)).contains("All " + RunningProduct.SERVERS + " servers are healthy");
    }
}

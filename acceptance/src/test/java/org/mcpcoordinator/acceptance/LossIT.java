package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The running product loses everything and gets it back; the classes after this one go on with what came back. */
@ExtendWith(RunningProduct.Provider.class)
class LossIT {
    @Test
    void aFleetIsBackWithinAMinuteAfterAWipe(RunningProduct product) throws Exception {
        // Other classes may have left servers of their own.
        Await.until("every server is HEALTHY", Duration.ofSeconds(60), () -> {
            JsonNode fleet = product.get("fleet");
            return fleet.path("desired").asInt() >= RunningProduct.SERVERS
                    && fleet.path("states").path("HEALTHY").asInt()
                            == fleet.path("desired").asInt();
        });
        int desired = desired(product);

        assertThat(Wiped.andRestored(product)).contains("All " + desired + " servers are healthy");
    }

    private static int desired(RunningProduct product) {
        return product.get("fleet").path("desired").asInt();
    }
}

package org.mcpcoordinator.web.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.web.wire.Json;

class HealthViewTest {
    @Test
    void aProcessThatAnswersIsAlive() {
        assertThat(Json.text(HealthView.of(Map.of()))).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
    }

    @Test
    void oneCheckThatIsDownIsEnough() {
        Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        checks.put("database", () -> false);
        checks.put("routes", () -> true);

        HealthView health = HealthView.of(checks);

        assertThat(health.up()).isFalse();
        assertThat(Json.text(health))
                .isEqualTo("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"database\",\"status\":\"DOWN\"},"
                        + "{\"name\":\"routes\",\"status\":\"UP\"}]}");
    }
}

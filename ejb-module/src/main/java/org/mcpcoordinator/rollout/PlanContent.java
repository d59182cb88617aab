package org.mcpcoordinator.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What of a plan is kept as JSON.
 *
 * @param seen what was seen of each instance of the fleet, by its key: generation and wish
 */
record PlanContent(
        List<Plan.Change> changes,
        List<Plan.Change> adopted,
        List<Plan.Change> kept,
        List<Plan.Program> programs,
        Plan.Forecast forecast,
        List<String> warnings,
        Map<String, String> seen) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    PlanContent {
        changes = List.copyOf(changes);
        adopted = List.copyOf(adopted);
        kept = List.copyOf(kept);
        // Plans of the release before have none.
        programs = Objects.isNull(programs) ? List.of() : List.copyOf(programs);
        warnings = List.copyOf(warnings);
        seen = Map.copyOf(seen);
    }

    String write() {
        return text(this);
    }

    static PlanContent read(String text) {
        return value(text, PlanContent.class);
    }

    static <T> T value(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored plan cannot be read", broken);
        }
    }

    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a plan cannot be written", broken);
        }
    }
}

package org.mcpcoordinator.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** What of a plan is kept as JSON. */
record PlanContent(List<Plan.Change> changes, int unchanged, Plan.Forecast forecast, List<String> warnings) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    PlanContent {
        changes = List.copyOf(changes);
        warnings = List.copyOf(warnings);
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a plan cannot be written", broken);
        }
    }

    static PlanContent read(String text) {
        try {
            return JSON.readValue(text, PlanContent.class);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored plan cannot be read", broken);
        }
    }
}

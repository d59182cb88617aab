package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Asks for a rollout.
 *
 * @param planId the plan
 * @param phases cumulative targets; empty for the installation's default
 * @param profile {@code careful} or {@code quick}
 * @param allowRemove how many servers may be removed beyond 10 %
 * @param reason for revision and audit trail; may be empty
 */
public record RolloutRequest(String planId, List<Integer> phases, String profile, int allowRemove, String reason) {
    public RolloutRequest {
        phases = List.copyOf(phases);
    }

    /** The body of {@code POST rollouts}. */
    public JsonNode toJson() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("planId", planId).put("profile", profile).put("allowRemove", allowRemove);
        if (!phases.isEmpty()) {
            phases.forEach(body.putArray("phases")::add);
        }
        if (!reason.isBlank()) {
            body.put("reason", reason);
        }
        return body;
    }
}

package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Asks for a rollout.
 *
 * @param planId the plan
 * @param phases cumulative targets; empty for the installation's default
 * @param profile {@code careful} or {@code quick}
 * @param terms what differs from the profile
 * @param allowRemove how many servers may be removed beyond 10 %
 * @param reason for revision and audit trail; may be empty
 */
public record RolloutRequest(
        String planId, List<Integer> phases, String profile, Terms terms, int allowRemove, String reason) {
    /**
     * What differs from the profile.
     *
     * @param numbers by name, for example {@code batchSize}
     * @param canary false for no canary
     * @param manual phases, counted from 0, whose end waits to be promoted
     * @param autoRollback true to go back by itself if it fails
     */
    public record Terms(Map<String, Integer> numbers, boolean canary, List<Integer> manual, boolean autoRollback) {
        /** Nothing differs. */
        public static final Terms USUAL = new Terms(Map.of(), true, List.of(), false);

        public Terms {
            numbers = Map.copyOf(numbers);
            manual = List.copyOf(manual);
        }
    }

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
        if (!terms.numbers().isEmpty()) {
            terms.numbers().forEach(body.putObject("terms")::put);
        }
        if (!terms.canary()) {
            body.put("canary", false);
        }
        if (!terms.manual().isEmpty()) {
            terms.manual().forEach(body.putArray("manual")::add);
        }
        if (terms.autoRollback()) {
            body.put("autoRollback", true);
        }
        if (!reason.isBlank()) {
            body.put("reason", reason);
        }
        return body;
    }
}

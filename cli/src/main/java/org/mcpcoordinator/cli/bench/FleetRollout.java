package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mcpcoordinator.cli.terminal.Refusal;

/** A bench's fleet file on its way: planned, and rolled out with the profile {@code quick}. */
final class FleetRollout {
    private final Target target;
    private final String plan;

    private FleetRollout(Target target, String plan) {
        this.target = target;
        this.plan = plan;
    }

    /** Plans it, which installs the packages it names. */
    static FleetRollout plan(Target target, ObjectNode file) {
        return new FleetRollout(
                target, target.api().post("plans", file).path("planId").asText());
    }

    /** Rolls the plan out and waits for its end. */
    void apply(int allowRemove, long limitSeconds) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("planId", plan)
                .put("profile", "quick")
                .put("allowRemove", allowRemove)
                .put("reason", "bench");
        long rollout = target.api().post("rollouts", request).path("id").asLong();
        Target.await(
                "the bench's rollout has ended",
                limitSeconds,
                () -> !state(rollout).matches("PENDING|RUNNING|PAUSED|AWAITING_PROMOTION|ABORTING|ROLLING_BACK"));
        if (!state(rollout).equals("SUCCEEDED")) {
            JsonNode ended = target.api().get("rollouts/" + rollout);
            throw Refusal.failed("the bench's rollout is " + ended.path("state").asText() + ": "
                    + ended.path("detail").asText());
        }
    }

    private String state(long rollout) {
        return target.api().get("rollouts/" + rollout).path("state").asText();
    }
}

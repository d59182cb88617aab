package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import org.mcpcoordinator.cli.terminal.Refusal;

/** A fleet named {@code bench} of remote servers, rolled out beside whatever else runs and taken away again. */
final class BenchFleet implements AutoCloseable {
    private static final String FLEET = "bench";
    private static final long LIMIT_SECONDS = 120;

    private final Target target;
    private final int servers;

    private BenchFleet(Target target, int servers) {
        this.target = target;
        this.servers = servers;
    }

    /** One remote server, waited for until it is HEALTHY. */
    static BenchFleet ofUrl(Target target, String name, URI url) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        list.addObject().put("name", name).put("category", "api").put("url", url.toString());
        BenchFleet fleet = new BenchFleet(target, 1);
        fleet.apply(list, 0);
        Target.await(
                name + " is HEALTHY",
                LIMIT_SECONDS,
                () -> target.api()
                        .get("servers/" + name)
                        .path("instances")
                        .path(0)
                        .path("state")
                        .asText()
                        .equals("HEALTHY"));
        return fleet;
    }

    /** Remote servers whose health does not matter, because they are black holes. */
    static BenchFleet ofBlackHoles(Target target, List<URI> urls) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < urls.size(); i++) {
            list.addObject()
                    .put("name", "black-hole-" + i)
                    .put("category", "api")
                    .put("url", urls.get(i).toString());
        }
        BenchFleet fleet = new BenchFleet(target, urls.size());
        fleet.apply(list, 0);
        return fleet;
    }

    String note() {
        return "reached as a server of kind url";
    }

    private void apply(ArrayNode list, int allowRemove) {
        ObjectNode file = JsonNodeFactory.instance.objectNode().put("fleet", FLEET);
        file.set("servers", list);
        JsonNode plan = target.api().post("plans", file);
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("planId", plan.path("planId").asText())
                .put("profile", "quick")
                .put("allowRemove", allowRemove)
                .put("reason", "bench");
        if (plan.path("changes").isEmpty()) {
            return;
        }
        long rollout = target.api().post("rollouts", request).path("id").asLong();
        Target.await("the bench's rollout has written its wishes", LIMIT_SECONDS, () -> {
            JsonNode now = target.api().get("rollouts/" + rollout);
            String state = now.path("state").asText();
            return !state.equals("PENDING") && (!state.equals("RUNNING") || wished(now) >= list.size());
        });
    }

    private static int wished(JsonNode rollout) {
        int most = 0;
        for (JsonNode phase : rollout.path("phases")) {
            most = Math.max(most, phase.path("wished").asInt());
        }
        return most;
    }

    @Override
    public void close() {
        for (JsonNode rollout : target.api().get("rollouts").path("items")) {
            boolean open = List.of("PENDING", "RUNNING", "PAUSED", "AWAITING_PROMOTION")
                    .contains(rollout.path("state").asText());
            if (open && rollout.path("fleet").asText().equals(FLEET)) {
                long id = rollout.path("id").asLong();
                target.api().post("rollouts/" + id + "/abort", JsonNodeFactory.instance.objectNode());
                Target.await(
                        "the bench's rollout has ended",
                        LIMIT_SECONDS,
                        () -> !List.of("RUNNING", "ABORTING", "PAUSED")
                                .contains(target.api()
                                        .get("rollouts/" + id)
                                        .path("state")
                                        .asText()));
            }
        }
        try {
            apply(JsonNodeFactory.instance.arrayNode(), servers);
        } catch (Refusal notTaken) {
            target.printer().complain("the fleet bench could not be taken away: " + notTaken.getMessage());
        }
    }
}

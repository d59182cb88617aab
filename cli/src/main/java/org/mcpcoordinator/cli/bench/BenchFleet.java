package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mcpcoordinator.cli.terminal.Refusal;

/** A fleet named {@code bench} of remote servers, rolled out beside whatever else runs and taken away again. */
final class BenchFleet implements AutoCloseable {
    private static final String FLEET = "bench";
    private static final long LIMIT_SECONDS = 120;
    private static final Set<String> OPEN =
            Set.of("PENDING", "RUNNING", "PAUSED", "AWAITING_PROMOTION", "ABORTING", "ROLLING_BACK");

    private final Target target;
    private final int servers;

    private BenchFleet(Target target, int servers) {
        this.target = target;
        this.servers = servers;
    }

    /** Remote servers named {@code prefix-0} and so on, waited for until all are HEALTHY. */
    static BenchFleet of(Target target, String prefix, List<URI> urls) {
        return of(target, prefix, urls, Map.of());
    }

    /** The same with npm's packages that speak stdio, by the names they are to have. */
    static BenchFleet of(Target target, String prefix, List<URI> urls, Map<String, NpmServer> packages) {
        Map<String, URI> named = new LinkedHashMap<>();
        for (int i = 0; i < urls.size(); i++) {
            named.put(prefix + "-" + i, urls.get(i));
        }
        return of(target, named, packages);
    }

    /** Remote servers by their names, waited for until all are HEALTHY. */
    static BenchFleet of(Target target, Map<String, URI> urls) {
        return of(target, urls, Map.of());
    }

    private static BenchFleet of(Target target, Map<String, URI> urls, Map<String, NpmServer> packages) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        urls.forEach((name, url) ->
                list.addObject().put("name", name).put("category", "api").put("url", url.toString()));
        packages.forEach((name, server) -> {
            ArrayNode args = list.addObject()
                    .put("name", name)
                    .put("category", "dev-tools")
                    .put("command", "npx")
                    .put("transport", "stdio")
                    .putArray("args");
            args.add("-y").add(server.spec());
            server.args("").forEach(args::add);
        });
        BenchFleet fleet = new BenchFleet(target, list.size());
        try {
            fleet.apply(list, 0);
        } catch (Refusal notTaken) {
            fleet.close();
            throw notTaken;
        }
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
        Target.await("the bench's rollout has ended", LIMIT_SECONDS, () -> !isOpen(rollout));
        JsonNode ended = target.api().get("rollouts/" + rollout);
        if (!ended.path("state").asText().equals("SUCCEEDED")) {
            throw Refusal.failed("the bench's rollout is " + ended.path("state").asText() + ": "
                    + ended.path("detail").asText());
        }
    }

    private boolean isOpen(long rollout) {
        return OPEN.contains(
                target.api().get("rollouts/" + rollout).path("state").asText());
    }

    @Override
    public void close() {
        for (JsonNode rollout : target.api().get("rollouts").path("items")) {
            if (OPEN.contains(rollout.path("state").asText())
                    && rollout.path("fleet").asText().equals(FLEET)) {
                long id = rollout.path("id").asLong();
                target.api().post("rollouts/" + id + "/abort", JsonNodeFactory.instance.objectNode());
                Target.await("the bench's rollout has ended", LIMIT_SECONDS, () -> !isOpen(id));
            }
        }
        try {
            apply(JsonNodeFactory.instance.arrayNode(), servers);
        } catch (Refusal notTaken) {
            target.printer().complain("the fleet bench could not be taken away: " + notTaken.getMessage());
        }
    }
}

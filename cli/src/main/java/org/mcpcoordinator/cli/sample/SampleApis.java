package org.mcpcoordinator.cli.sample;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Kinds of HTTP APIs: all are the coordinator's own, read only, so that they answer on any machine. */
final class SampleApis {
    private static final Map<String, String> PAGE = Map.of("page", "from 0 on", "size", "entries per page, 1 to 1000");

    private SampleApis() {}

    static List<SampleKind> kinds() {
        return Stream.of(ofTheFleet(), ofItself()).flatMap(List::stream).toList();
    }

    private static List<SampleKind> ofTheFleet() {
        return List.of(
                api(
                        "fleet",
                        "How many servers are in which state",
                        "/api/v1/fleet",
                        get("fleet_state", "Wished and seen, by state and category", "")),
                api(
                        "servers",
                        "Every server of the fleet",
                        "/api/v1/servers",
                        get("list_servers", "A page of servers", "", servers()),
                        get("server_details", "One server with its last probes", "/{name}"),
                        get("server_logs", "The last lines of its log", "/{name}/logs")),
                api(
                        "nodes",
                        "The WildFlys of the cluster",
                        "/api/v1/nodes",
                        get("list_nodes", "All nodes with state and process", "")),
                api(
                        "hosts",
                        "The machines of the cluster",
                        "/api/v1/hosts",
                        get("list_hosts", "All hosts with state and agent", "")),
                api("ports", "Who has which port", "/api/v1/ports", get("list_ports", "Ports in use, by category", "")),
                api(
                        "revisions",
                        "Which fleet files were accepted",
                        "/api/v1/revisions",
                        get("list_revisions", "Revisions, newest first", "", PAGE)),
                api(
                        "rollouts",
                        "What was rolled out, and how it went",
                        "/api/v1/rollouts",
                        get("list_rollouts", "Rollouts, newest first", "", PAGE),
                        get("rollout_details", "One rollout with its phases and gates", "/{id}")),
                api(
                        "fleetfile",
                        "The fleet file as it stands",
                        "/api/v1/fleetfile",
                        get("export_fleet", "The whole fleet file", "", Map.of("fleet", "name of the fleet"))),
                api(
                        "contract",
                        "What the coordinator's API offers",
                        "/api/v1/openapi.json",
                        get("api_contract", "The OpenAPI document", "")));
    }

    private static List<SampleKind> ofItself() {
        return List.of(
                api(
                        "health",
                        "Whether the coordinator serves",
                        "/health",
                        get("is_healthy", "All checks together", ""),
                        get("is_alive", "Whether it runs at all", "/live"),
                        get("is_ready", "Whether it takes work", "/ready")),
                api(
                        "live",
                        "Whether the coordinator runs at all",
                        "/health/live",
                        get("is_alive", "Whether it runs at all", "")),
                api(
                        "ready",
                        "Whether the coordinator takes work",
                        "/health/ready",
                        get("is_ready", "Whether it takes work", "")));
    }

    private static Map<String, String> servers() {
        Map<String, String> query = new TreeMap<>(PAGE);
        query.put("state", "only this state, for example HEALTHY");
        query.put("category", "only this category");
        query.put("q", "part of the name");
        return query;
    }

    private static SampleKind api(String name, String description, String path, Operation... operations) {
        return new SampleKind("api-" + name, description, "http-api", (config, round, number) -> {
            config.put("base", "coordinator:" + path)
                    .put("request", round % 2 == 0)
                    .put("timeoutMillis", 2_000 + round * 250)
                    .put("maxBytes", 65_536 + round * 16_384);
            ArrayNode list = config.putArray("operations");
            for (Operation operation : operations) {
                operation.describe(list.addObject());
            }
        });
    }

    private static Operation get(String name, String description, String path) {
        return get(name, description, path, Map.of());
    }

    private static Operation get(String name, String description, String path, Map<String, String> query) {
        return new Operation(name, description, path, query);
    }

    /** One tool of the server. */
    private record Operation(String name, String description, String path, Map<String, String> query) {
        void describe(ObjectNode json) {
            json.put("name", name).put("description", description).put("path", path);
            if (!query.isEmpty()) {
                ObjectNode parameters = json.putObject("query");
                new TreeMap<>(query).forEach(parameters::put);
            }
        }
    }
}

package org.mcpcoordinator.cli.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.terminal.Refusal;

/** All servers that should run, as the API shows them at one moment. */
record Sight(Map<String, Server> servers) {
    private static final int MOST = 1000;

    Sight {
        servers = Map.copyOf(servers);
    }

    /** One copy of a server. */
    record Server(String name, String category, String state, long pid) {
        boolean healthy() {
            return state.equals("HEALTHY");
        }
    }

    /** Everything, or one category. */
    static Sight of(Api api, String category) {
        Map<String, Server> seen = new LinkedHashMap<>();
        int pages = 1;
        for (int page = 0; page < pages; page++) {
            JsonNode found = api.get(new Query("servers")
                    .with("size", MOST)
                    .with("page", page)
                    .with("category", category.isEmpty() ? null : category)
                    .toString());
            pages = (found.path("total").asInt() + MOST - 1) / MOST;
            for (JsonNode item : found.path("items")) {
                if (item.path("desired").asText().equals("RUNNING")) {
                    seen.put(
                            item.path("name").asText() + "/"
                                    + item.path("replica").asInt(),
                            new Server(
                                    item.path("name").asText(),
                                    item.path("category").asText(),
                                    item.path("state").asText(),
                                    item.path("pid").asLong()));
                }
            }
        }
        return new Sight(seen);
    }

    /** As {@link #of}; empty while the API cannot tell. */
    static Optional<Sight> ifTold(Api api, String category) {
        try {
            return Optional.of(of(api, category));
        } catch (Refusal away) {
            return Optional.empty();
        }
    }

    /** Refuses a fleet that is not well: nobody could tell what the drill did. */
    Sight well() {
        long ill = servers.values().stream().filter(server -> !server.healthy()).count();
        if (servers.isEmpty()) {
            throw Refusal.refused("no server runs; a drill needs some (./coordinator up)");
        }
        if (ill > 0) {
            throw Refusal.refused(ill + " of " + servers.size()
                    + " servers are not healthy already; a drill would not show what it did");
        }
        return this;
    }

    /** The servers of a process. */
    Sight ofProcess(long pid) {
        Map<String, Server> its = new LinkedHashMap<>();
        servers.forEach((key, server) -> {
            if (server.pid() == pid) {
                its.put(key, server);
            }
        });
        return new Sight(its);
    }

    boolean allHealthy() {
        return servers.values().stream().allMatch(Server::healthy);
    }

    /** Names, each once. */
    List<String> names() {
        TreeSet<String> names = new TreeSet<>();
        servers.values().forEach(server -> names.add(server.name()));
        return List.copyOf(names);
    }
}

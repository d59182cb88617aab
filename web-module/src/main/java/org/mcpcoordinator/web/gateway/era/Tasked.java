package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.mcpcoordinator.routing.Route;

/**
 * Which tools of legacy servers are called as tasks only, as their lists say, and which modern servers have tasks at all. Safe
 * for any thread.
 */
final class Tasked {
    private static final int MOST_SERVERS = 2_000;
    private static final int MOST_TOOLS = 1_000;

    private final Map<Running, Known> servers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Running, Known> eldest) {
            return size() > MOST_SERVERS;
        }
    };

    private record Running(URI address, String incarnation) {
        static Running of(Route route) {
            return new Running(route.address(), route.incarnation());
        }
    }

    private static final class Known {
        private final Set<String> tools = new HashSet<>();
        private boolean whole;
        private boolean modern;
    }

    /** This modern server has tasks. */
    void has(Route route) {
        synchronized (servers) {
            servers.computeIfAbsent(Running.of(route), fresh -> new Known()).modern = true;
        }
    }

    /** A modern server's list of tools for a legacy client: it makes no tasks of tools that do not say that they can be. */
    ObjectNode list(Route route, ObjectNode result) {
        synchronized (servers) {
            Known known = servers.get(Running.of(route));
            if (known == null || !known.modern) {
                return result;
            }
        }
        for (JsonNode tool : result.path("tools")) {
            if (tool instanceof ObjectNode each && !each.has("execution")) {
                each.putObject("execution").put("taskSupport", "optional");
            }
        }
        return result;
    }

    void learn(Route route, JsonNode list) {
        synchronized (servers) {
            Known known = servers.computeIfAbsent(Running.of(route), fresh -> new Known());
            for (JsonNode tool : list) {
                boolean needs = "required"
                        .equals(tool.path("execution").path("taskSupport").asText());
                if (needs && known.tools.size() < MOST_TOOLS) {
                    known.tools.add(tool.path("name").asText(""));
                }
            }
        }
    }

    /** All of its list has been read. */
    void learnt(Route route) {
        synchronized (servers) {
            servers.computeIfAbsent(Running.of(route), fresh -> new Known()).whole = true;
        }
    }

    boolean isLearnt(Route route) {
        synchronized (servers) {
            Known known = servers.get(Running.of(route));
            return known != null && known.whole;
        }
    }

    boolean needsTask(Route route, String tool) {
        synchronized (servers) {
            Known known = servers.get(Running.of(route));
            return known != null && known.tools.contains(tool);
        }
    }

    boolean mayNeedTask(Route route, String tool) {
        return !isLearnt(route) || needsTask(route, tool);
    }
}

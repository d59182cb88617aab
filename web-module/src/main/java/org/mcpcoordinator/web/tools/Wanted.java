package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Plan;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.web.wire.Json;

/** Plans what is wanted: a whole file, a revision, or a change of some servers where all others stay. */
@ApplicationScoped
class Wanted {
    @Inject
    Catalog catalog;

    @Inject
    Rollouts rollouts;

    Plan plan(Arguments arguments, Caller caller) {
        long given = Stream.of("change", "file", "revision")
                .filter(arguments.json()::has)
                .count();
        if (given != 1) {
            throw refused("Give one of change, file and revision.");
        }
        if (arguments.json().has("revision")) {
            return rollouts.planRevision(arguments.number("revision", 0), caller);
        }
        Optional<String> file = arguments.find("file");
        return file.isPresent()
                ? rollouts.plan(catalog.read(file.get()), caller)
                : change(arguments.json().path("change"), caller);
    }

    private Plan change(JsonNode change, Caller caller) {
        if (change.path("set").isEmpty() && change.path("remove").isEmpty()) {
            throw refused("The change names nothing to set and nothing to remove.");
        }
        @Nullable String named = change.path("fleet").textValue();
        Optional<Revision> newest = named == null ? catalog.newestOfAll() : catalog.newest(named);
        if (newest.isEmpty() && named == null) {
            throw new ProblemException(ProblemCode.NO_FLEET, "There is no fleet yet; name the one that is to be.");
        }
        String fleet = named == null ? newest.map(Revision::fleet).orElse("") : named;
        String base =
                newest.flatMap(revision -> catalog.document(revision.id())).orElse("{}");
        String text = changed(fleet, base, change);
        return rollouts.planOnto(catalog.read(text), newest.map(Revision::id).orElse(0L), caller);
    }

    /**
     * The file with the change made; servers keep their places.
     *
     * @param base the fleet's file as it is
     */
    static String changed(String fleet, String base, JsonNode change) {
        Map<String, JsonNode> servers = new LinkedHashMap<>();
        ObjectNode whole = read(base);
        whole.path("servers").forEach(server -> servers.put(server.path("name").asText(), server));
        for (JsonNode name : change.path("remove")) {
            if (servers.remove(name.asText()) == null) {
                throw new ProblemException(
                        ProblemCode.SERVER_NOT_FOUND,
                        "Fleet " + fleet + " has no server " + name.asText() + " to remove.");
            }
        }
        for (JsonNode server : change.path("set")) {
            String name = server.path("name").asText("");
            if (name.isEmpty()) {
                throw refused("Each server to set needs its name.");
            }
            servers.put(name, server);
        }
        ObjectNode file = Json.mapper().createObjectNode().put("fleet", fleet);
        ArrayNode list = file.putArray("servers");
        servers.values().forEach(list::add);
        return file.toString();
    }

    private static ObjectNode read(String document) {
        try {
            return (ObjectNode) Json.mapper().readTree(document);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a fleet file's normal form is no JSON", broken);
        }
    }

    private static ProblemException refused(String sentence) {
        return new ProblemException(ProblemCode.REQUEST_INVALID, sentence);
    }
}

package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one server of a fleet file, the defaults of its category joined in. */
final class ServerReader {
    private static final ObjectNode SCHEMA = BuiltinTypes.serverSchema();
    /** Defaults that do not concern remote servers, which are not started here. */
    private static final Set<String> OF_OURS = Set.of("activation", "idleSeconds");

    private static final List<String> JOINED = List.of("env", "headers", "config", "health", "limits", "calls");

    private final Mistakes mistakes;
    private final WayReader ways;

    ServerReader(Mistakes mistakes) {
        this.mistakes = mistakes;
        this.ways = new WayReader(mistakes);
    }

    /** Empty if there are mistakes in it; they have been collected. */
    Optional<ServerDefinition> read(ObjectNode server, String place) {
        int before = mistakes.count();
        Shape.literal(mistakes).check(server, SCHEMA, place);
        Optional<Way> way = ways.read(server, place);
        controlCharacters(server.path("description"), place + "/description");
        int idleSeconds = DefinitionJson.idleSeconds(server);
        if (idleSeconds > 0 && server.has("url")) {
            mistakes.add(place + "/activation", "a remote server is never started here; leave activation out");
        }
        Optional<Category> category = Category.of(server.path("category").asText());
        if (mistakes.count() > before || way.isEmpty() || category.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ServerDefinition(
                        server.get("name").asText(),
                        server.path("description").asText(),
                        category.get(),
                        way.get(),
                        server.path("replicas").asInt(1),
                        DefinitionJson.health(server.path("health")),
                        server.path("exposed").asBoolean(),
                        server.path("surge").asInt(ServerDefinition.USUAL_SURGE),
                        idleSeconds,
                        DefinitionJson.retry(server),
                        DefinitionJson.plainNames(server),
                        DefinitionJson.calls(server.path("calls")),
                        "")
                .hashed());
    }

    /**
     * The server with its category's defaults: a key it has itself wins, some objects are joined member by member, and
     * defaults for another way of running than its own do not concern it.
     */
    static ObjectNode joined(ObjectNode server, ObjectNode defaults) {
        ObjectNode joined = server.deepCopy();
        Optional<String> own =
                WayReader.KEYS.keySet().stream().filter(server::has).findFirst();
        for (Map.Entry<String, JsonNode> member : defaults.properties()) {
            String key = member.getKey();
            boolean aboutOurs = server.has("url") && isAboutOurs(key, member.getValue());
            if (aboutOurs || (own.isPresent() && !own.get().equals(key) && isOfAnotherWay(key, own.get()))) {
                continue;
            }
            if (!joined.has(key)) {
                joined.set(key, member.getValue().deepCopy());
            } else if (JOINED.contains(key)
                    && joined.get(key) instanceof ObjectNode mine
                    && member.getValue() instanceof ObjectNode usual) {
                ObjectNode both = usual.deepCopy();
                both.setAll(mine);
                joined.set(key, both);
            }
        }
        return joined;
    }

    /** All keys a server may have but name and category. */
    static List<String> keysOfDefaults() {
        return SCHEMA.get("properties").properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.equals("name") && !key.equals("category"))
                .toList();
    }

    /** That the programs of a category speak over their pipes says nothing of what has an address. */
    private static boolean isAboutOurs(String key, JsonNode value) {
        return OF_OURS.contains(key)
                || (key.equals("transport") && value.asText().equals(Way.Transport.STDIO.id()));
    }

    private static boolean isOfAnotherWay(String key, String own) {
        return WayReader.KEYS.containsKey(key)
                || (!WayReader.KEYS.getOrDefault(own, Set.of()).contains(key)
                        && WayReader.KEYS.values().stream().anyMatch(keys -> keys.contains(key)));
    }

    private void controlCharacters(JsonNode text, String place) {
        if (text.asText().chars().anyMatch(letter -> letter < ' ' && letter != '\n' && letter != '\t')) {
            mistakes.add(place, "holds a control character");
        }
    }
}

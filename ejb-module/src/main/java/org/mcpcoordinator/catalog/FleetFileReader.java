package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Reads a fleet file: text to tree, literal secrets out, defaults in, every server, then all of them together. */
final class FleetFileReader {
    private static final Pattern FLEET_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");
    private static final List<String> KEYS = List.of("$schema", "fleet", "defaults", "servers");
    private static final List<String> CATEGORIES =
            List.of(Category.values()).stream().map(Category::id).toList();

    private final Mistakes mistakes = new Mistakes();
    private final LiteralSecrets secrets;
    private final Function<String, Collection<Claim>> others;

    /**
     * A reader for one file.
     *
     * @param fingerprint short keyed digest of a secret's value
     * @param others claims of all fleets but the named one
     */
    FleetFileReader(UnaryOperator<String> fingerprint, Function<String, Collection<Claim>> others) {
        this.secrets = new LiteralSecrets(fingerprint, mistakes);
        this.others = others;
    }

    /**
     * What was read.
     *
     * @param secrets values taken out of it, by secret name
     */
    record Reading(FleetFile file, Map<String, String> secrets) {
        @Override
        public String toString() {
            return file.toString();
        }
    }

    /**
     * Reads the whole file.
     *
     * @throws ProblemException FLEET_FILE_INVALID with every mistake
     */
    Reading read(String text) {
        SourceTree tree = SourceTree.of(text, mistakes);
        mistakes.tellLines(tree::line);
        if (tree.root() instanceof ObjectNode root) {
            return accepted(root, tree);
        }
        if (mistakes.isEmpty()) {
            mistakes.add("", "a fleet file is an object: {\"fleet\": \"...\", \"servers\": [...]}");
        }
        throw refused();
    }

    private Reading accepted(ObjectNode root, SourceTree tree) {
        root.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                mistakes.unknown(Mistakes.below("", key), "key", key, KEYS);
            }
        });
        String fleet = fleet(root.path("fleet"));
        ObjectNode defaults = defaults(root.path("defaults"), fleet);
        List<ServerDefinition> servers = servers(root.path("servers"), defaults, fleet, tree);
        if (!mistakes.isEmpty()) {
            throw refused();
        }
        return new Reading(FleetFile.of(fleet, servers), secrets.found());
    }

    private String fleet(JsonNode name) {
        if (name.isMissingNode()) {
            mistakes.add("", "\"fleet\" is missing: the fleet's name");
        } else if (!name.isTextual()) {
            mistakes.add("/fleet", "must be text, not " + Shape.kind(name));
        } else if (!FLEET_NAME.matcher(name.textValue()).matches()) {
            mistakes.add(
                    "/fleet",
                    "\"" + Mistakes.shortened(name.textValue())
                            + "\" does not fit: a fleet's name has 1 to 64 characters of a-z, 0-9 and -,"
                            + " with a letter or digit at both ends");
        }
        return name.asText();
    }

    private ObjectNode defaults(JsonNode defaults, String fleet) {
        ObjectNode none = Canonical.JSON.createObjectNode();
        if (defaults.isMissingNode()) {
            return none;
        }
        if (!(defaults instanceof ObjectNode object)) {
            mistakes.add("/defaults", "must be an object with categories as keys, not " + Shape.kind(defaults));
            return none;
        }
        List<String> known = ServerReader.keysOfDefaults();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String place = Mistakes.below("/defaults", member.getKey());
            if (!CATEGORIES.contains(member.getKey())) {
                mistakes.unknown(place, "category", member.getKey(), CATEGORIES);
            } else if (!(member.getValue() instanceof ObjectNode server)) {
                mistakes.add(place, "must be an object, not " + Shape.kind(member.getValue()));
            } else {
                secrets.takeOut(server, fleet + ".defaults." + member.getKey(), place);
                server.fieldNames().forEachRemaining(key -> {
                    if (!known.contains(key)) {
                        mistakes.unknown(Mistakes.below(place, key), "key", key, known);
                    }
                });
                server.retain(known);
            }
        }
        return object;
    }

    private List<ServerDefinition> servers(JsonNode list, ObjectNode defaults, String fleet, SourceTree tree) {
        if (!list.isArray()) {
            mistakes.add(list.isMissingNode() ? "" : "/servers", "\"servers\" must be a list of servers");
            return List.of();
        }
        FleetRules rules = new FleetRules(mistakes, others.apply(fleet));
        ServerReader reader = new ServerReader(mistakes);
        List<ServerDefinition> servers = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = "/servers/" + i;
            if (!(list.get(i) instanceof ObjectNode server)) {
                mistakes.add(place, "a server is an object, not " + Shape.kind(list.get(i)));
                continue;
            }
            if (server.path("name").isTextual()) {
                rules.name(server.get("name").textValue(), place);
            }
            secrets.takeOut(server, server.path("name").asText("server-" + i), place);
            String category = server.path("category").asText();
            ObjectNode usual =
                    defaults.path(category) instanceof ObjectNode object ? object : Canonical.JSON.createObjectNode();
            mistakes.lead(pointer -> origin(pointer, place, Mistakes.below("/defaults", category), tree));
            reader.read(ServerReader.joined(server, usual), place).ifPresent(servers::add);
            mistakes.lead(pointer -> pointer);
        }
        rules.together(fleet, servers);
        return servers;
    }

    /** A value that does not stand at the server stands at its category's defaults. */
    private static String origin(String pointer, String server, String defaults, SourceTree tree) {
        boolean below = pointer.startsWith(server + "/");
        String there = below ? defaults + pointer.substring(server.length()) : pointer;
        return !tree.holds(pointer) && tree.holds(there) ? there : pointer;
    }

    private ProblemException refused() {
        int mistakesFound = mistakes.count();
        return new ProblemException(
                ProblemCode.FLEET_FILE_INVALID,
                mistakesFound == 1
                        ? "The fleet file has one mistake; nothing was stored"
                        : "The fleet file has " + mistakesFound + " mistakes; nothing was stored",
                mistakes.list());
    }
}

package org.mcpcoordinator.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.mcpcoordinator.standby.Offer;

/**
 * What all servers of a definition offer, read once for all of them.
 *
 * @param learntAt when one of them was asked
 * @param legacy true if they speak the revisions with {@code initialize}
 * @param revision the newest of those, as far as they said
 * @param modern true if they speak revision 2026-07-28
 * @param capabilities what they say they can, by name
 */
record Offering(
        Instant learntAt,
        boolean legacy,
        String revision,
        boolean modern,
        Set<String> capabilities,
        Map<Kind, List<Thing>> things) {
    /** What servers and clients of revision 2026-07-28 say of tasks. */
    private static final String TASKS = "io.modelcontextprotocol/tasks";

    private static final Logger LOG = Logger.getLogger(Offering.class);
    private static final List<String> CAPABILITIES = List.of("tools", "prompts", "resources", "completions", "logging");

    private static final List<String> TOLD = List.of("listChanged", "subscribe");

    static Offering of(Offer offer) {
        Map<Kind, List<Thing>> things = new EnumMap<>(Kind.class);
        List<String> unfit = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            ArrayNode list = offer.list(kind.method());
            if (list != null && kind == Kind.TOOLS && isTasked(offer)) {
                list = tasked(list);
            }
            things.put(kind, offer.discover() == null ? Thing.all(kind, list) : Thing.all(kind, list, unfit));
        }
        if (!unfit.isEmpty()) {
            LOG.warnf(
                    "Tools that want arguments repeated in headers by a wrong x-mcp-header are not listed: %s (definition %s)",
                    unfit, offer.definitionHash());
        }
        return new Offering(
                offer.learntAt(),
                offer.initialize() != null,
                offer.initialize() == null
                        ? ""
                        : offer.initialize().path("protocolVersion").asText(""),
                offer.discover() != null,
                capabilities(offer),
                things);
    }

    /** True if a legacy client may have tasks made there, though the server knows nothing of such clients. */
    private static boolean isTasked(Offer offer) {
        return offer.initialize() == null && capabilities(offer).contains(TASKS);
    }

    /** The newest revision does not say it of each tool; older clients make no tasks of tools that do not say it. */
    private static ArrayNode tasked(ArrayNode list) {
        ArrayNode tools = list.deepCopy();
        for (JsonNode tool : tools) {
            if (tool instanceof ObjectNode each && !each.has("execution")) {
                each.putObject("execution").put("taskSupport", "optional");
            }
        }
        return tools;
    }

    /** By name, and by {@code resources.subscribe} and the like what they tell by themselves. */
    private static Set<String> capabilities(Offer offer) {
        Set<String> all = CAPABILITIES.stream().filter(offer::has).collect(Collectors.toSet());
        for (ObjectNode said : new ObjectNode[] {offer.discover(), offer.initialize()}) {
            for (String capability : CAPABILITIES) {
                JsonNode told = said == null
                        ? MissingNode.getInstance()
                        : said.path("capabilities").path(capability);
                TOLD.stream()
                        .filter(what -> told.path(what).asBoolean())
                        .forEach(what -> all.add(capability + "." + what));
            }
        }
        if (offer.initialize() != null
                && offer.initialize().path("capabilities").has("tasks")) {
            all.add("tasks");
        }
        if (offer.discover() != null
                && offer.discover().path("capabilities").path("extensions").has(TASKS)) {
            all.add(TASKS);
        }
        return Set.copyOf(all);
    }

    List<Thing> of(Kind kind) {
        return things.getOrDefault(kind, List.of());
    }

    /** Bytes of all of it, about. */
    long weight() {
        return things.values().stream()
                .flatMap(List::stream)
                .mapToLong(thing -> thing.length() + 2L * thing.name().length() + 64)
                .sum();
    }
}

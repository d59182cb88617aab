package org.mcpcoordinator.pinning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a list of tools when it was held against what is pinned.
 *
 * @param offered what may be offered of it; null if the list is not known
 * @param fresh what is seen for the first time, and is pinned as it is
 * @param held what says something else than what is pinned
 * @param settled names of those that were held and are not any more
 */
record Sifting(@Nullable ArrayNode offered, List<Words> fresh, List<Words> held, Set<String> settled) {
    /**
     * Holds a list against what is pinned.
     *
     * @param pins digests by name; an empty one fits everything
     * @param heldBefore names of those that are held until now
     */
    static Sifting of(@Nullable ArrayNode tools, Map<String, String> pins, Set<String> heldBefore) {
        if (tools == null) {
            return new Sifting(null, List.of(), List.of(), Set.of());
        }
        List<Words> fresh = new ArrayList<>();
        List<Words> held = new ArrayList<>();
        Set<String> settled = new HashSet<>(heldBefore);
        Words.all(tools).forEach((name, words) -> {
            String pin = pins.get(name);
            if (pin == null) {
                fresh.add(words);
            } else if (!pin.isEmpty() && !pin.equals(words.digest())) {
                held.add(words);
                settled.remove(name);
            }
        });
        Set<String> names = new HashSet<>();
        held.forEach(words -> names.add(words.name()));
        return new Sifting(names.isEmpty() ? tools : without(tools, names), fresh, held, settled);
    }

    private static ArrayNode without(ArrayNode tools, Set<String> names) {
        ArrayNode left = JsonNodeFactory.instance.arrayNode();
        for (JsonNode tool : tools) {
            if (!names.contains(Words.name(tool))) {
                left.add(tool);
            }
        }
        return left;
    }
}

package org.mcpcoordinator.finding;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How much a text is about each of its stems: BM25's part of a document, with fields that count differently. */
final class Weights {
    /** How fast a word that is said again counts less. */
    private static final double SATURATION = 1.2;

    /** How much a long text counts less. */
    private static final double LENGTH = 0.2;

    /** Of a usual declaration, by field weight; a constant, so that no text's weights depend on the others. */
    private static final double USUAL = 40;

    private final Map<String, Double> counts = new HashMap<>();
    private final Set<String> named = new HashSet<>();

    /** A stem and its weight. */
    record Weighed(String word, double weight, boolean named) {}

    void add(String stem, double field, boolean inName) {
        counts.merge(stem, field, Double::sum);
        if (inName) {
            named.add(stem);
        }
    }

    List<Weighed> all() {
        double length =
                counts.values().stream().mapToDouble(Double::doubleValue).sum();
        double norm = SATURATION * (1 - LENGTH + LENGTH * length / USUAL);
        return counts.entrySet().stream()
                .map(each -> new Weighed(
                        each.getKey(),
                        each.getValue() * (SATURATION + 1) / (each.getValue() + norm),
                        named.contains(each.getKey())))
                .toList();
    }

    int names() {
        return named.size();
    }
}

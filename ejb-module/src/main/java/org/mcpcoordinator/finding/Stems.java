package org.mcpcoordinator.finding;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The stem of each word, as PostgreSQL's English dictionary says; it is asked once for a word. Words that say nothing (the,
 * is, of) have none. Safe for threads.
 */
final class Stems {
    /** More are not remembered: words come from strangers. */
    private static final int MOST = 50_000;

    private final Map<String, String> known = new ConcurrentHashMap<>();

    /**
     * The stems of these words; those without one are not in it.
     *
     * @param dictionary asked for what is not known; gives the empty text for a word that has no stem
     */
    Map<String, String> of(Collection<String> words, Function<Set<String>, Map<String, String>> dictionary) {
        Map<String, String> stems = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        for (String word : words) {
            String stem = known.get(word);
            if (stem == null) {
                unknown.add(word);
            } else {
                stems.put(word, stem);
            }
        }
        if (!unknown.isEmpty()) {
            Map<String, String> said = dictionary.apply(unknown);
            if (known.size() < MOST) {
                known.putAll(said);
            }
            stems.putAll(said);
        }
        stems.values().removeIf(String::isEmpty);
        return stems;
    }
}

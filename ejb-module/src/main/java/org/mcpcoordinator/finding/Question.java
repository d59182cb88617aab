package org.mcpcoordinator.finding;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody asks for: ideas, each with the stems that stand for it.
 *
 * @param ideas in order; each stem with how surely it means the idea, 1 at most
 */
record Question(List<Map<String, Double>> ideas) {
    /** What a question says besides what it asks for. Its synonyms count. */
    private static final Set<String> CHATTER = words(
            "please want need would like can could tell give let lets help know thing things something somebody someone"
                    + " anything everything way us able try id im ive got tool tools use using make put one go whole certain");

    /** What says little. */
    private static final Set<String> FAINT = words(
            "take get set new single another other others right offer offers work works show see look old long far big well"
                    + " back still already day days time called call say says said open here next yet made good bad bigger"
                    + " enough pretend run runs start belongs everyone town exist two three several");

    private static final int MOST_WORDS = 60;
    private static final double SYNONYM = 0.8;
    private static final double LITTLE = 0.3;

    /** The words of a phrase that stands for something as a whole. */
    private static final double OF_A_PHRASE = 0.5;

    static Question of(List<String> all, Map<String, String> stems, Thesaurus thesaurus) {
        List<String> words = all.subList(0, Math.min(all.size(), MOST_WORDS));
        Set<Map<String, Double>> ideas = new LinkedHashSet<>();
        for (int at = 0; at < words.size(); ) {
            Thesaurus.Match match = thesaurus.at(words, at, stems);
            int length = Math.max(1, match.words());
            if (length > 1) {
                ideas.add(synonyms(match));
            }
            for (String word : words.subList(at, at + length)) {
                Map<String, Double> idea = length > 1 ? new LinkedHashMap<>() : synonyms(match);
                String stem = stems.get(word);
                if (stem != null && !CHATTER.contains(word)) {
                    idea.put(stem, (saysLittle(word) ? LITTLE : 1) * (length > 1 ? OF_A_PHRASE : 1));
                }
                ideas.add(idea);
            }
            at += length;
        }
        // "screen shot" is a screenshot: a further idea, that counts if any tool says so.
        Words.pairs(words).stream()
                .filter(stems::containsKey)
                .forEach(pair -> ideas.add(Map.of(stems.getOrDefault(pair, pair), 1.0)));
        ideas.remove(Map.<String, Double>of());
        return new Question(List.copyOf(ideas));
    }

    private static Map<String, Double> synonyms(Thesaurus.Match match) {
        Map<String, Double> idea = new LinkedHashMap<>();
        match.others().forEach(stem -> idea.put(stem, SYNONYM));
        return idea;
    }

    private static boolean saysLittle(String word) {
        return FAINT.contains(word) || word.chars().allMatch(Character::isDigit);
    }

    private static Set<String> words(String list) {
        return Set.of(list.split(" ", -1));
    }
}

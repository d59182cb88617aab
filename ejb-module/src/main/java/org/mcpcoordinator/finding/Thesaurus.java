package org.mcpcoordinator.finding;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which words stand for which: what people say and what names of tools say. Kept by us in {@code synonyms.txt}, whose head
 * tells how a line is read. Never changed once built.
 */
final class Thesaurus {
    private static final int LONGEST_PHRASE = 4;

    /** By a word or phrase, its stems with a space between: the stems that stand for it. */
    private final Map<String, Set<String>> others = new HashMap<>();

    /** A line of the file: what may be said, and what is meant by it. */
    private record Line(List<List<String>> said, List<List<String>> meant) {
        static Line of(String line) {
            int arrow = line.indexOf("->");
            List<List<String>> meant = phrases(line.substring(arrow < 0 ? 0 : arrow + 2));
            return new Line(arrow < 0 ? meant : phrases(line.substring(0, arrow)), meant);
        }

        private static List<List<String>> phrases(String list) {
            return Stream.of(list.split(",", -1)).map(Words::of).toList();
        }

        Stream<String> words() {
            return Stream.concat(said.stream(), meant.stream()).flatMap(List::stream);
        }
    }

    /** What stands at a place of a text: so many of its words, and the stems that mean the same. */
    record Match(int words, Set<String> others) {}

    /** Reads the file; the dictionary gives the stem of each word that has one. */
    Thesaurus(Function<Set<String>, Map<String, String>> dictionary) {
        List<Line> lines = lines();
        Set<String> words = new LinkedHashSet<>();
        lines.forEach(line -> line.words().forEach(words::add));
        Map<String, String> stems = dictionary.apply(words);
        for (Line line : lines) {
            Set<String> meant = new LinkedHashSet<>();
            for (List<String> phrase : line.meant()) {
                // What is meant by a phrase can be looked for as one word only.
                if (phrase.size() == 1 && stems.containsKey(phrase.get(0))) {
                    meant.add(stems.get(phrase.get(0)));
                }
            }
            for (List<String> phrase : line.said()) {
                others.computeIfAbsent(key(phrase, stems), unused -> new LinkedHashSet<>())
                        .addAll(meant);
            }
        }
    }

    /** The longest phrase that begins at that place, or the word there; of no words if neither is known. */
    Match at(List<String> words, int from, Map<String, String> stems) {
        for (int length = Math.min(LONGEST_PHRASE, words.size() - from); length > 0; length--) {
            Set<String> found = others.get(key(words.subList(from, from + length), stems));
            if (found != null) {
                return new Match(length, found);
            }
        }
        return new Match(0, Set.of());
    }

    private static String key(List<String> phrase, Map<String, String> stems) {
        List<String> parts = new ArrayList<>();
        phrase.forEach(word -> parts.add(stems.getOrDefault(word, word)));
        return String.join(" ", parts);
    }

    private static List<Line> lines() {
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Thesaurus.class.getResourceAsStream("synonyms.txt")), StandardCharsets.UTF_8))) {
            return file.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Line::of)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

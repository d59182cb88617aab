package org.mcpcoordinator.host.builtin.llm;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Words, sentences and their weights; what the local model knows of language. */
final class Language {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}'-]+");
    private static final Pattern EDGE = Pattern.compile("^['-]+|['-]+$");
    private static final Set<String> EMPTY = Set.of(
            ("a about above after again all also am an and any are as at be because been before being below between both"
                            + " but by can could did do does done down during each few for from further had has have he"
                            + " her here him his how i if in into is it its just may me more most must my no nor not now"
                            + " of off on once only or other our out over own same she should so some such than that the"
                            + " their them then there these they this those through to too under until up upon us very"
                            + " was we were what when where which while who whom why will with would you your")
                    .split(" "));

    private Language() {}

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT), -1)) {
            String plain = EDGE.matcher(word).replaceAll("");
            if (!plain.isEmpty()) {
                words.add(plain);
            }
        }
        return words;
    }

    static List<String> sentences(String text) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        List<String> sentences = new ArrayList<>();
        for (String paragraph : paragraphs(text)) {
            breaks.setText(paragraph);
            int start = breaks.first();
            for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
                String sentence = paragraph.substring(start, end).strip();
                if (!sentence.isEmpty()) {
                    sentences.add(sentence);
                }
                start = end;
            }
        }
        return sentences;
    }

    static List<String> paragraphs(String text) {
        List<String> paragraphs = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (line.isBlank()) {
                close(open, paragraphs);
            } else {
                open.append(open.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        close(open, paragraphs);
        return paragraphs;
    }

    private static void close(StringBuilder open, List<String> into) {
        if (!open.isEmpty()) {
            into.add(open.toString());
            open.setLength(0);
        }
    }

    /** How often each word that means something occurs, the most frequent first. */
    static Map<String, Integer> weights(String text) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String word : words(text)) {
            if (meansSomething(word)) {
                counts.merge(word, 1, Integer::sum);
            }
        }
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    static boolean meansSomething(String word) {
        return word.length() > 2 && !EMPTY.contains(word);
    }

    /** The beginning of a word that its other forms share, roughly. */
    static String stem(String word) {
        for (String ending : List.of("ing", "ies", "ed", "es", "s")) {
            if (word.length() > ending.length() + 3 && word.endsWith(ending)) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }

    /** The most telling sentences, in the order of the text. */
    static List<String> telling(List<String> sentences, Map<String, Integer> weights, int most) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            places.add(i);
        }
        places.sort(Comparator.comparingDouble((Integer place) -> -weight(sentences.get(place), weights))
                .thenComparing(place -> place));
        return places.stream().limit(most).sorted().map(sentences::get).toList();
    }

    private static double weight(String sentence, Map<String, Integer> weights) {
        List<String> words = words(sentence);
        double sum =
                words.stream().mapToInt(word -> weights.getOrDefault(word, 0)).sum();
        return sum / Math.sqrt(words.size() + 4.0);
    }
}

package org.mcpcoordinator.host.builtin.llm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the local model can do with a text, each by counting words: deterministic, in the text's own words. */
enum Skill {
    SUMMARY("the most telling sentences of a text") {
        @Override
        String answer(String text, int most) {
            return String.join(" ", Language.telling(Language.sentences(text), Language.weights(text), most));
        }
    },
    KEYWORDS("the words a text is about, with their counts") {
        @Override
        String answer(String text, int most) {
            return Language.weights(text).entrySet().stream()
                    .limit(most * 4L)
                    .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                    .collect(Collectors.joining(", "));
        }
    },
    OUTLINE("the most telling sentence of each paragraph") {
        @Override
        String answer(String text, int most) {
            Map<String, Integer> weights = Language.weights(text);
            return Language.paragraphs(text).stream()
                    .limit(most * 5L)
                    .map(part -> "- " + String.join(" ", Language.telling(Language.sentences(part), weights, 1)))
                    .collect(Collectors.joining("\n"));
        }
    },
    SENTIMENT("whether a text's words are friendly or not") {
        @Override
        String answer(String text, int most) {
            List<String> words = Language.words(text);
            List<String> good = words.stream().filter(GOOD::contains).toList();
            List<String> bad = words.stream().filter(BAD::contains).toList();
            String verdict = good.size() == bad.size() ? "neutral" : good.size() > bad.size() ? "positive" : "negative";
            return verdict + ": " + good.size() + " friendly words " + new TreeSet<>(good) + ", " + bad.size()
                    + " unfriendly words " + new TreeSet<>(bad);
        }
    },
    ENTITIES("names, addresses, dates and amounts in a text") {
        @Override
        String answer(String text, int most) {
            List<String> lines = new ArrayList<>();
            ENTITY.forEach((kind, pattern) -> {
                Set<String> found = new TreeSet<>();
                Matcher matcher = pattern.matcher(text);
                while (matcher.find() && found.size() < most * 5) {
                    found.add(matcher.group());
                }
                if (!found.isEmpty()) {
                    lines.add(kind + ": " + String.join(", ", found));
                }
            });
            return lines.isEmpty() ? "There are none." : lines.stream().sorted().collect(Collectors.joining("\n"));
        }
    },
    READABILITY("how easy a text is to read, by Flesch's formula") {
        @Override
        String answer(String text, int most) {
            List<String> words = Language.words(text);
            int sentences = Math.max(1, Language.sentences(text).size());
            int count = Math.max(1, words.size());
            int syllables = words.stream().mapToInt(Skill::syllables).sum();
            double ease = 206.835 - 1.015 * count / sentences - 84.6 * syllables / count;
            String verdict = ease > 70 ? "easy" : ease > 50 ? "fair" : ease > 30 ? "hard" : "very hard";
            return String.format(
                    Locale.ROOT,
                    "%s to read (reading ease %.1f): %d words in %d sentences, %.1f words each, %.2f syllables a word",
                    verdict,
                    ease,
                    words.size(),
                    sentences,
                    (double) count / sentences,
                    (double) syllables / count);
        }
    },
    CLOZE("questions with a gap, made from a text") {
        @Override
        String answer(String text, int most) {
            Map<String, Integer> weights = Language.weights(text);
            List<String> lines = new ArrayList<>();
            for (String sentence : Language.telling(Language.sentences(text), weights, most)) {
                Language.words(sentence).stream()
                        .filter(Language::meansSomething)
                        .max(Comparator.comparingInt((String word) -> weights.getOrDefault(word, 0))
                                .thenComparing(Comparator.reverseOrder()))
                        .ifPresent(word -> lines.add((lines.size() + 1) + ". "
                                + Pattern.compile(Pattern.quote(word), Pattern.CASE_INSENSITIVE)
                                        .matcher(sentence)
                                        .replaceAll("____")
                                + " (" + word + ")"));
            }
            return String.join("\n", lines);
        }
    },
    ANSWER("the sentences of a text that fit a question best") {
        @Override
        String answer(String text, int most) {
            List<String> sentences = new ArrayList<>(Language.sentences(text));
            String question = sentences.stream()
                    .filter(sentence -> sentence.endsWith("?"))
                    .reduce((first, second) -> second)
                    .orElse("");
            if (question.isEmpty()) {
                return "Ask a question that ends in ?, with or before the text that holds its answer.";
            }
            sentences.removeIf(sentence -> sentence.endsWith("?"));
            double[] wanted = Vectors.of(question, DIMENSIONS);
            List<String> found = sentences.stream()
                    .filter(sentence -> Vectors.similarity(wanted, Vectors.of(sentence, DIMENSIONS)) > 0.05)
                    .sorted(Comparator.comparingDouble(
                            sentence -> -Vectors.similarity(wanted, Vectors.of(sentence, DIMENSIONS))))
                    .limit(most)
                    .toList();
            return found.isEmpty() ? "The text says nothing about that." : String.join(" ", found);
        }
    },
    COMPARE("how much the paragraphs of a text have in common") {
        @Override
        String answer(String text, int most) {
            List<String> parts = Language.paragraphs(text).stream().limit(12).toList();
            List<String> lines = new ArrayList<>();
            for (int one = 0; one < parts.size(); one++) {
                for (int other = one + 1; other < parts.size(); other++) {
                    double alike = Vectors.similarity(
                            Vectors.of(parts.get(one), DIMENSIONS), Vectors.of(parts.get(other), DIMENSIONS));
                    lines.add(String.format(Locale.ROOT, "%d and %d: %.2f", one + 1, other + 1, alike));
                }
            }
            return lines.isEmpty()
                    ? "Send two paragraphs or more, with an empty line between them."
                    : String.join("\n", lines);
        }
    },
    LANGUAGE("which language a text is written in") {
        @Override
        String answer(String text, int most) {
            if (text.codePoints()
                    .anyMatch(letter -> Character.UnicodeScript.of(letter) == Character.UnicodeScript.THAI)) {
                return "Thai, by its letters";
            }
            List<String> words = Language.words(text);
            return FUNCTION_WORDS.entrySet().stream()
                    .map(entry -> Map.entry(
                            entry.getKey(),
                            words.stream().filter(entry.getValue()::contains).count()))
                    .filter(entry -> entry.getValue() > 0)
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(most)
                    .map(entry -> entry.getKey() + " (" + entry.getValue() + " of " + words.size() + " words)")
                    .collect(Collectors.collectingAndThen(
                            Collectors.joining(", "), found -> found.isEmpty() ? "unknown" : found));
        }
    };

    private static final int DIMENSIONS = 256;
    private static final Set<String> GOOD =
            words("good great excellent happy thanks thank love like fine best better nice"
                    + " helpful friendly fast reliable clear easy pleased wonderful perfect enjoy enjoyed glad works working"
                    + " solved quick kind recommend");
    private static final Set<String> BAD =
            words("bad poor terrible sad angry hate worst worse slow broken late wrong error"
                    + " errors fail failed fails failure problem problems unhappy disappointed difficult ugly lost missing never"
                    + " complaint refund rude useless crash crashed");
    private static final Map<String, Set<String>> FUNCTION_WORDS = Map.of(
            "English", words("the and of to is in that it with for was on are this not but they have from"),
            "German", words("der die das und ist nicht mit ein eine ich wir sie auf für von dem den im zu"),
            "French", words("le la les et est une un des pas que qui dans pour sur avec nous vous ce au"),
            "Spanish", words("el los las y es una por con para que del se como pero muy más su este esta"),
            "Italian", words("il lo gli e è una per con che del della sono non come più questo nel alla"),
            "Portuguese", words("o os as e é uma por com para que do da não como mais seu este no na ao"),
            "Dutch", words("de het een en is van niet met voor dat op zijn aan ook maar wij deze naar"));
    private static final Map<String, Pattern> ENTITY = Map.of(
            "addresses",
                    Pattern.compile("[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,4}|https?://[^\\s<>\"]{1,200}"),
            "amounts", Pattern.compile("\\b\\d{1,12}(?:[.,]\\d{1,3}){0,4} ?(?:EUR|USD|THB|GBP|JPY|%|kg|km|percent)"),
            "dates", Pattern.compile("\\b\\d{4}-\\d{2}-\\d{2}\\b|\\b\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}\\b"),
            "names", Pattern.compile("\\b\\p{Lu}\\p{Ll}{1,30}(?: \\p{Lu}\\p{Ll}{1,30}){1,3}"));

    private final String words;

    Skill(String words) {
        this.words = words;
    }

    static Skill of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** What it does, for people. */
    String words() {
        return words;
    }

    /** The name of its model. */
    String model() {
        return "local-" + name().toLowerCase(Locale.ROOT);
    }

    /**
     * Answers.
     *
     * @param most sentences, or a multiple of other things
     */
    abstract String answer(String text, int most);

    private static Set<String> words(String list) {
        return Set.of(list.split(" "));
    }

    private static int syllables(String word) {
        int count = 0;
        boolean before = false;
        for (int i = 0; i < word.length(); i++) {
            boolean vowel = "aeiouyäöüáéíóúàèâêîô".indexOf(word.charAt(i)) >= 0;
            count += vowel && !before ? 1 : 0;
            before = vowel;
        }
        return Math.max(1, word.endsWith("e") && count > 1 ? count - 1 : count);
    }
}

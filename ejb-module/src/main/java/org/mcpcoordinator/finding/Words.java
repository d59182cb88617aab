package org.mcpcoordinator.finding;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Takes what people and programs write apart into words, in small letters and without accents. */
final class Words {
    private static final Pattern RUN = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    /** Accents of Latin letters; the vowels of other scripts are marks, too, and stay. */
    private static final Pattern ACCENT = Pattern.compile("[\\u0300-\\u036f]");

    /** Between listFiles and between HTTPServer, not between S3 or base64. */
    private static final Pattern HUMP = Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    private static final Pattern OWNING =
            Pattern.compile("(?<=\\p{L})['\\u2019]s?(?!\\p{L})|(?<=\\p{L})['\\u2019](?=\\p{L})");

    /** Scripts that put no space between words: pairs of letters stand for words. */
    private static final Set<Character.UnicodeScript> UNSPACED = Set.of(
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.THAI,
            Character.UnicodeScript.LAO,
            Character.UnicodeScript.KHMER,
            Character.UnicodeScript.MYANMAR);

    private static final int LONGEST = 48;

    private Words() {}

    /** The words of a sentence, in order. */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        RUN.matcher(plain(text)).results().map(MatchResult::group).forEach(run -> add(words, run));
        return words;
    }

    /** The words of a name: apart at everything that is no letter or digit, and at humps. */
    static List<String> ofName(String name) {
        List<String> words = new ArrayList<>();
        RUN.matcher(plain(name))
                .results()
                .flatMap(run -> HUMP.splitAsStream(run.group()))
                .forEach(run -> add(words, run));
        return words;
    }

    /** Each two neighbours as one word: "screen shot" is a screenshot. */
    static List<String> pairs(List<String> words) {
        List<String> pairs = new ArrayList<>();
        for (int at = 1; at < words.size(); at++) {
            pairs.add(words.get(at - 1) + words.get(at));
        }
        return pairs;
    }

    private static String plain(String text) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        return OWNING.matcher(ACCENT.matcher(apart).replaceAll("")).replaceAll("");
    }

    private static void add(List<String> words, String run) {
        if (!UNSPACED.contains(Character.UnicodeScript.of(run.codePointAt(0)))) {
            words.add(run.substring(0, Math.min(run.length(), LONGEST)).toLowerCase(Locale.ROOT));
            return;
        }
        for (int at = 0; at + 2 <= Math.max(2, run.length()) && at < run.length(); at++) {
            words.add(run.substring(at, Math.min(at + 2, run.length())));
        }
    }
}

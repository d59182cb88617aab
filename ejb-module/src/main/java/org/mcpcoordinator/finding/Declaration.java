package org.mcpcoordinator.finding;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A tool as its server declares it, taken apart into the words it is found by.
 *
 * @param digest of the text
 * @param name its own name
 * @param text JSON
 * @param words each with the weight of the field it stands in
 */
record Declaration(String digest, String name, String text, List<Said> words) {
    /** Changed when the words of a declaration come out differently than before: all are taken apart anew then. */
    static final int VERSION = 1;

    private static final int MOST_WORDS = 1500;
    private static final int DEEPEST = 6;

    private static final double NAME = 3;
    private static final double TITLE = 2;
    private static final double FIRST_SENTENCE = 2;
    private static final double DESCRIPTION = 1;
    private static final double ARGUMENT = 0.8;
    private static final double ABOUT_ARGUMENT = 0.4;

    /** A word and what it counts. */
    record Said(String word, double field, boolean named) {
        /** True if it does not stand in the small print. */
        boolean isLoud() {
            return field >= DESCRIPTION;
        }
    }

    static Declaration of(JsonNode tool) {
        String text = tool.toString();
        String name = tool.path("name").asText("").replace("\0", "");
        List<Said> words = new ArrayList<>();
        List<String> named = Words.ofName(name);
        named.forEach(word -> words.add(new Said(word, NAME, true)));
        // "file_path" is found by "filepath"; but such a pair is no word that a question could miss.
        Words.pairs(named).forEach(pair -> words.add(new Said(pair, ABOUT_ARGUMENT, false)));
        String title =
                tool.path("title").asText(tool.path("annotations").path("title").asText(""));
        say(words, Words.of(title), TITLE);
        describe(words, tool.path("description").asText(""));
        schema(words, tool.path("inputSchema"), 0);
        return new Declaration(
                digest(text), name, text, List.copyOf(words.subList(0, Math.min(words.size(), MOST_WORDS))));
    }

    private static void describe(List<Said> words, String description) {
        int end = firstSentence(description);
        say(words, Words.of(description.substring(0, end)), FIRST_SENTENCE);
        say(words, Words.of(description.substring(end)), DESCRIPTION);
    }

    private static int firstSentence(String text) {
        for (int at = 1; at < text.length(); at++) {
            boolean ends = text.charAt(at) == '\n' || (text.charAt(at) == ' ' && text.charAt(at - 1) == '.');
            if (ends && at > 20) {
                return at;
            }
        }
        return text.length();
    }

    private static void schema(List<Said> words, JsonNode schema, int depth) {
        if (depth > DEEPEST || words.size() > MOST_WORDS) {
            return;
        }
        schema.path("properties").properties().forEach(property -> {
            say(words, Words.ofName(property.getKey()), ARGUMENT);
            JsonNode inner = property.getValue();
            say(words, Words.of(inner.path("description").asText("")), ABOUT_ARGUMENT);
            inner.path("enum").forEach(value -> say(words, Words.ofName(value.asText("")), ABOUT_ARGUMENT));
            schema(words, inner, depth + 1);
        });
        schema(words, schema.path("items"), depth + (schema.has("items") ? 1 : DEEPEST));
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            schema.path(choice).forEach(each -> schema(words, each, depth + 1));
        }
    }

    private static void say(List<Said> words, List<String> said, double field) {
        said.forEach(word -> words.add(new Said(word, field, false)));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

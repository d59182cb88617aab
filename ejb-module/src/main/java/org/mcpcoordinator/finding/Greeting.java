package org.mcpcoordinator.finding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server is about: what it says of itself, and more softly what its tools say. A tool that forwards a port says nowhere
 * that it is about clusters; its neighbours do.
 */
final class Greeting {
    private static final int MOST_WORDS = 500;
    private static final double NAME = 6;
    private static final double TEXT = 1.5;
    private static final double TOOLS = 0.2;

    private Greeting() {}

    static List<Declaration.Said> words(JsonNode greeting, Iterable<Declaration> tools) {
        List<Declaration.Said> words = new ArrayList<>();
        JsonNode info = greeting.path("serverInfo");
        for (String field : List.of("name", "title")) {
            Words.ofName(info.path(field).asText(""))
                    .forEach(word -> words.add(new Declaration.Said(word, NAME, false)));
        }
        Words.of(greeting.path("instructions").asText("")).stream()
                .limit(MOST_WORDS)
                .forEach(word -> words.add(new Declaration.Said(word, TEXT, false)));
        for (Declaration tool : tools) {
            tool.words().stream()
                    .filter(Declaration.Said::isLoud)
                    .forEach(said -> words.add(new Declaration.Said(said.word(), TOOLS, false)));
        }
        return words;
    }
}

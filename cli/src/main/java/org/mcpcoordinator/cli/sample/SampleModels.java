package org.mcpcoordinator.cli.sample;

import java.util.List;

/** Kinds of local models: each does one thing with a text by counting words, so that it answers on any machine. */
final class SampleModels {
    private SampleModels() {}

    static List<SampleKind> kinds() {
        return List.of(
                model("summary", "The most telling sentences of a text"),
                model("keywords", "The words a text is about"),
                model("outline", "The gist of each paragraph"),
                model("sentiment", "Whether a text sounds friendly"),
                model("entities", "Names, addresses, dates and amounts in a text"),
                model("readability", "How easy a text is to read"),
                model("cloze", "Questions with a gap, made from a text"),
                model("answer", "Answers out of a text that comes with the question"),
                model("compare", "How much paragraphs have in common"),
                model("language", "Which language a text is written in"));
    }

    private static SampleKind model(String local, String description) {
        return new SampleKind(
                "ai-" + local,
                description + ", by a small local sample model that counts words",
                "llm",
                (config, round, number) -> config.put("local", local)
                        .put("sentences", 1 + round % 20)
                        .put("dimensions", 32 + round * 4)
                        .put("maxTokens", 64 + number % 8 * 64));
    }
}

package org.mcpcoordinator.host.builtin.llm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A small deterministic model of this host: it counts words and learns nothing. */
final class LocalModel implements Model {
    private final Skill skill;
    private final int sentences;
    private final int dimensions;

    LocalModel(Skill skill, int sentences, int dimensions) {
        this.skill = skill;
        this.sentences = sentences;
        this.dimensions = dimensions;
    }

    @Override
    public List<String> models() {
        List<String> names = new ArrayList<>(List.of(skill.model()));
        names.add("local-vectors-" + dimensions);
        return names;
    }

    /** Reads what users said; roles of others hold no text to work on. */
    @Override
    public Reply chat(Question question) {
        String text = question.turns().stream()
                .filter(turn -> turn.role().equals("user"))
                .map(Turn::content)
                .collect(Collectors.joining("\n\n"));
        String answer = skill.answer(text, sentences);
        List<String> words = Arrays.asList(answer.split(" ", -1));
        boolean cut = words.size() > question.maxTokens();
        String told = cut ? String.join(" ", words.subList(0, question.maxTokens())) : answer;
        return new Reply(
                skill.model(),
                told,
                cut ? "length" : "stop",
                Language.words(text).size(),
                Math.min(words.size(), question.maxTokens()));
    }

    @Override
    public List<double[]> embed(List<String> texts) {
        return texts.stream().map(text -> Vectors.of(text, dimensions)).toList();
    }
}

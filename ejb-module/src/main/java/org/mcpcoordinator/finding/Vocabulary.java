package org.mcpcoordinator.finding;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The stems and synonyms of this process: the database is asked once for each word. */
@ApplicationScoped
public class Vocabulary {
    private final Stems stems = new Stems();
    private final AtomicReference<Thesaurus> thesaurus = new AtomicReference<>();

    Weights weigh(List<Declaration.Said> words, Function<Set<String>, Map<String, String>> dictionary) {
        Map<String, String> known =
                stems.of(words.stream().map(Declaration.Said::word).collect(Collectors.toSet()), dictionary);
        Weights weights = new Weights();
        for (Declaration.Said said : words) {
            String stem = known.get(said.word());
            if (stem != null) {
                weights.add(stem, said.field(), said.named());
            }
        }
        return weights;
    }

    Question question(List<String> words, Function<Set<String>, Map<String, String>> dictionary) {
        Collection<String> all = new LinkedHashSet<>(words);
        all.addAll(Words.pairs(words));
        return Question.of(words, stems.of(all, dictionary), synonyms(dictionary));
    }

    private Thesaurus synonyms(Function<Set<String>, Map<String, String>> dictionary) {
        Thesaurus kept = thesaurus.get();
        if (kept == null) {
            // Two may read it at once: both come to the same.
            kept = new Thesaurus(words -> stems.of(words, dictionary));
            thesaurus.set(kept);
        }
        return kept;
    }
}

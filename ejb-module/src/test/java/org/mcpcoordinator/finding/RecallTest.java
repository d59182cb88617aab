package org.mcpcoordinator.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingDatabase;

/** How well tools are found among 10,000: a figure that comes out the same each time. */
class RecallTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int FIRST = 5;
    private static final TestingDatabase DATABASE = new TestingDatabase();
    private static final Map<String, List<String>> EVERYBODY = new HashMap<>();
    private static List<Labelled.Server> servers = List.of();

    @BeforeAll
    static void fill() throws IOException {
        servers = Labelled.servers();
        DATABASE.inTransaction(em -> {
            for (Labelled.Server server : servers) {
                em.createNativeQuery("INSERT INTO offer (definition_hash, learnt_at) VALUES (:hash, now())")
                        .setParameter("hash", server.name())
                        .executeUpdate();
                TestingIndex.on(em).keep(server.name(), server.greeting(), server.tools(), THEN);
                EVERYBODY.put(server.name(), List.of(server.called()));
            }
        });
        DATABASE.inTransaction(em ->
                em.createNativeQuery("ANALYZE tool, tool_word, tool_offered").executeUpdate());
    }

    @AfterAll
    static void end() {
        DATABASE.close();
    }

    @Test
    void theSetIsWhatItIsSaidToBe() throws IOException {
        List<Labelled.Asked> all = all();
        Set<String> tools = new HashSet<>();
        int count = 0;
        for (Labelled.Server server : servers) {
            count += server.tools().size();
            server.tools()
                    .forEach(tool ->
                            tools.add(server.name() + "/" + tool.path("name").asText()));
        }
        int real = 0;
        for (var each : Labelled.harvested()) {
            real += each.path("tools").size();
        }
        assertThat(real).isGreaterThanOrEqualTo(500);
        assertThat(count).isGreaterThanOrEqualTo(10_000);
        assertThat(all).hasSizeGreaterThanOrEqualTo(200).doesNotHaveDuplicates();
        assertThat(Labelled.questions("questions-kept-apart.tsv")).hasSizeGreaterThanOrEqualTo(50);
        assertThat(all)
                .allSatisfy(asked -> assertThat(tools).as(asked.question()).containsAll(asked.right()));
        assertThat(all.stream().filter(RecallTest::sharesNoWord).count())
                .as("questions that share no word with a right tool's name")
                .isGreaterThanOrEqualTo(all.size() / 2);
    }

    @Test
    void nineOfTenQuestionsFindARightToolAmongTheFirstFive() throws IOException {
        List<String> missed = missed(all());
        assertThat(1 - missed.size() / (double) all().size())
                .as("recall@5; missed: %s", missed)
                .isGreaterThanOrEqualTo(0.9);
        List<Labelled.Asked> apart = Labelled.questions("questions-kept-apart.tsv");
        long missedApart = apart.stream()
                .map(Labelled.Asked::question)
                .filter(missed::contains)
                .count();
        // Words and weights were not tuned on these: so it goes with what nobody has thought of.
        assertThat(1 - missedApart / (double) apart.size())
                .as("of those kept apart")
                .isGreaterThanOrEqualTo(0.7);
    }

    private static List<Labelled.Asked> all() throws IOException {
        List<Labelled.Asked> all = new ArrayList<>(Labelled.questions("questions.tsv"));
        all.addAll(Labelled.questions("questions-kept-apart.tsv"));
        return all;
    }

    private static List<String> missed(List<Labelled.Asked> questions) {
        return DATABASE.fromTransaction(em -> questions.stream()
                .filter(asked -> TestingIndex.on(em).find(asked.question(), EVERYBODY, FIRST).stream()
                        .noneMatch(found -> found.definitions().stream()
                                .anyMatch(server -> asked.right().contains(server + "/" + found.name()))))
                .map(Labelled.Asked::question)
                .toList());
    }

    /** True if no word of the question, small ones aside, is in the name of a tool that answers it. */
    private static boolean sharesNoWord(Labelled.Asked asked) {
        Set<String> names = new TreeSet<>();
        asked.right().forEach(tool -> names.addAll(Words.ofName(tool.substring(tool.lastIndexOf('/') + 1))));
        return stems(Words.of(asked.question())).stream().noneMatch(stems(names)::contains);
    }

    private static Set<String> stems(Iterable<String> words) {
        Set<String> all = new HashSet<>();
        words.forEach(all::add);
        return new HashSet<>(DATABASE.fromTransaction(em -> new ToolStore(em).stems(all)).values().stream()
                .filter(stem -> !stem.isEmpty())
                .toList());
    }
}

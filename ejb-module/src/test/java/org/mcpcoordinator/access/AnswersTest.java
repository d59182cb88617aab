package org.mcpcoordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;

class AnswersTest {
    private static final byte[] REQUEST = "POST /rollouts {}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "POST /rollouts {1}".getBytes(StandardCharsets.UTF_8);
    private static TestingDatabase database;

    private final TestingClock clock = new TestingClock();

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.inTransaction(
                em -> em.createNativeQuery("DELETE FROM kept_answer").executeUpdate());
    }

    @Test
    void aRepeatedRequestGetsTheFirstAnswerForADay() {
        String claim = first(take("anna", "k1", REQUEST));
        assertThat(take("anna", "k1", REQUEST)).isEqualTo(new Answers.Underway());
        keep("anna", "k1", claim, new Answers.Again(202, "application/json", "{\"id\": 7}"));

        assertThat(take("anna", "k1", REQUEST)).isEqualTo(new Answers.Again(202, "application/json", "{\"id\": 7}"));
        clock.advance(Answers.LIFE.plusMillis(1));
        assertThat(take("anna", "k1", REQUEST)).isInstanceOf(Answers.First.class);
    }

    @Test
    void anotherRequestUnderTheKeyIsNotTheSameAndAnotherCallersKeyIsNot() {
        first(take("anna", "k1", REQUEST));

        assertThat(take("anna", "k1", OTHER)).isEqualTo(new Answers.Another());
        assertThat(take("ben", "k1", OTHER)).isInstanceOf(Answers.First.class);
    }

    @Test
    void ofFiftyAtOnceOneIsTheFirst() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        List<CompletableFuture<Answers.Turn>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(CompletableFuture.supplyAsync(() -> take("anna", "k1", REQUEST), threads));
        }
        int firsts = 0;
        for (CompletableFuture<Answers.Turn> one : all) {
            firsts += one.get(30, TimeUnit.SECONDS) instanceof Answers.First ? 1 : 0;
        }
        threads.shutdown();

        assertThat(firsts).isEqualTo(1);
    }

    @Test
    void whatWasGivenUpInTheMiddleIsCarriedOutAnewAndItsLateAnswerIsDropped() {
        String lost = first(take("anna", "k1", REQUEST));
        clock.advance(Answers.LONGEST_WORK.plusMillis(1));
        String second = first(take("anna", "k1", REQUEST));

        keep("anna", "k1", lost, new Answers.Again(200, "", "late"));
        assertThat(take("anna", "k1", REQUEST)).isEqualTo(new Answers.Underway());
        keep("anna", "k1", second, new Answers.Again(200, "", "good"));
        assertThat(take("anna", "k1", REQUEST)).isEqualTo(new Answers.Again(200, "", "good"));
    }

    @Test
    void whatCameToNothingMayBeTriedAgain() {
        String claim = first(take("anna", "k1", REQUEST));
        database.inTransaction(em -> answers(em).forget("anna", "k1", claim));

        assertThat(take("anna", "k1", REQUEST)).isInstanceOf(Answers.First.class);
    }

    @Test
    void aTokenIsNowhereInTheClear() {
        String claim = first(take("anna", "k1", REQUEST));
        keep("anna", "k1", claim, new Answers.Again(201, "application/json", "{\"token\": \"mcpc_canary\"}"));

        String row = database.fromTransaction(em ->
                (String) em.createNativeQuery("SELECT CAST(k AS text) || encode(k.sealed, 'escape') FROM kept_answer k")
                        .getSingleResult());
        assertThat(row).doesNotContain("canary").doesNotContain("/rollouts");
    }

    @Test
    void purgingKeepsWhatIsNotADayOld() {
        first(take("anna", "old", REQUEST));
        clock.advance(Duration.ofHours(23));
        first(take("anna", "new", REQUEST));
        clock.advance(Duration.ofHours(2));
        database.inTransaction(em -> answers(em).purge());

        List<?> keys = database.fromTransaction(
                em -> em.createNativeQuery("SELECT key FROM kept_answer").getResultList());
        assertThat(keys).hasSize(1);
        assertThat(keys.get(0)).isEqualTo("new");
    }

    private Answers.Turn take(String caller, String key, byte[] request) {
        return database.fromTransaction(em -> answers(em).take(caller, key, request));
    }

    private void keep(String caller, String key, String claim, Answers.Again answer) {
        database.inTransaction(em -> answers(em).keep(caller, key, claim, answer));
    }

    private Answers answers(jakarta.persistence.EntityManager em) {
        return new TestingAccess(em, clock).answers();
    }

    private static String first(Answers.Turn turn) {
        assertThat(turn).isInstanceOf(Answers.First.class);
        return ((Answers.First) turn).claim();
    }
}

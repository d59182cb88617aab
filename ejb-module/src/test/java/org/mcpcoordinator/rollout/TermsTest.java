package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

class TermsTest {
    @Test
    void theProfilesSayWhatTheTableSays() {
        Terms careful = Terms.usual("careful");
        assertThat(List.of(Term.BATCH_SIZE, Term.BATCH_BAKE, Term.PHASE_BAKE, Term.MIN_HEALTHY, Term.HEALTHY_DEADLINE))
                .extracting(careful::of)
                .containsExactly(100, 30, 120, 10, 120);
        assertThat(List.of(Term.PROGRESS_DEADLINE, Term.PARALLEL, Term.UNAVAILABLE, Term.BATCH_FAILURES, Term.FAILURES))
                .extracting(careful::of)
                .containsExactly(300, 16, 10, 5, 2);
        Terms quick = Terms.usual("quick");
        assertThat(List.of(Term.BATCH_BAKE, Term.PHASE_BAKE, Term.MIN_HEALTHY, Term.PARALLEL))
                .extracting(quick::of)
                .containsExactly(0, 2, 1, 64);
    }

    @ParameterizedTest
    @EnumSource(Term.class)
    void eachNumberIsCheckedAtBothEnds(Term term) {
        Map<String, Integer> below = Map.of(term.id(), term.least() - 1);
        Map<String, Integer> above = Map.of(term.id(), term.most() + 1);

        assertThatThrownBy(() -> agreed(below)).hasMessageContaining((term.least() - 1) + " is not between");
        assertThatThrownBy(() -> agreed(above)).hasMessageContaining((term.most() + 1) + " is not between");
    }

    @ParameterizedTest
    @CsvSource({"10, 120, 300, true", "120, 120, 300, false", "119, 120, 121, true", "10, 300, 300, false"})
    void theThreeClocksMustRise(int healthy, int deadline, int progress, boolean fits) {
        Map<String, Integer> clocks = Map.of(
                Term.MIN_HEALTHY.id(),
                healthy,
                Term.HEALTHY_DEADLINE.id(),
                deadline,
                Term.PROGRESS_DEADLINE.id(),
                progress);
        if (fits) {
            assertThat(agreed(clocks).of(Term.PROGRESS_DEADLINE)).isEqualTo(progress);
        } else {
            assertThatThrownBy(() -> agreed(clocks)).isInstanceOfSatisfying(ProblemException.class, problem -> {
                assertThat(problem.code()).isEqualTo(ProblemCode.TERMS_INVALID);
                assertThat(problem.detail())
                        .isEqualTo("minHealthySeconds " + healthy + " < healthyDeadlineSeconds " + deadline
                                + " < progressDeadlineSeconds " + progress + " is wanted");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Term.class)
    void eachIsDocumentedWithItsNumbers(Term term) throws IOException {
        assertThat(Files.readString(Path.of("../docs/operations.md")))
                .contains("| `%s` | %d | %d | %d to %d |"
                        .formatted(
                                term.id(),
                                term.usual(Profile.CAREFUL),
                                term.usual(Profile.QUICK),
                                term.least(),
                                term.most()));
    }

    @Test
    void anUnknownNameIsAMistakeThatNamesTheKnownOnes() {
        assertThatThrownBy(() -> agreed(Map.of("batchsize", 3)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.mistakes().get(0).place()).isEqualTo("/terms/batchsize");
                    assertThat(problem.detail())
                            .contains("there is no such term")
                            .contains("batchSize");
                });
    }

    @Test
    void aDefinitionThatAllowsMoreTimeMovesBothDeadlines() {
        Terms terms = Terms.agreed(Profile.CAREFUL, Terms.Wanted.NOTHING, Duration.ofSeconds(600));

        assertThat(terms.of(Term.HEALTHY_DEADLINE)).isEqualTo(600);
        assertThat(terms.of(Term.PROGRESS_DEADLINE)).isEqualTo(660);
    }

    @Test
    void whatIsKeptIsReadAgain() {
        Terms terms = Terms.agreed(
                Profile.QUICK,
                new Terms.Wanted(Map.of("batchSize", 7), false, List.of(0, 2), true),
                Duration.ofSeconds(120));

        assertThat(Terms.read(terms.write(), "quick")).isEqualTo(terms);
        assertThat(Terms.read("", "quick")).isEqualTo(Terms.usual("quick"));
    }

    /** Both sides of each step of 10 %. */
    @ParameterizedTest
    @CsvSource({"100,10", "99,9", "20,2", "19,1", "10,1", "9,1", "1,1"})
    void tenPercentOfACategoryMayBeDownRoundedDownButNeverLessThanOne(int running, int down) {
        assertThat(Terms.usual("careful").unavailable(running)).isEqualTo(down);
    }

    private static Terms agreed(Map<String, Integer> numbers) {
        return Terms.agreed(
                Profile.CAREFUL, new Terms.Wanted(numbers, true, List.of(), false), Duration.ofSeconds(120));
    }
}

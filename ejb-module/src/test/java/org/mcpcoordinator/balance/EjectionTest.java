package org.mcpcoordinator.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EjectionTest {
    private static Duration left(CopyView view) {
        return Duration.between(TestingBalance.T0, view.until());
    }

    @Test
    void fourFailuresInARowCostNothingFiveDo() {
        TestingBalance copies = TestingBalance.warm(3);
        copies.fail(1, 4);
        assertThat(copies.look(1).state()).isEqualTo(CopyView.State.CALLED);
        copies.fail(1, 1);
        assertThat(copies.look(1).state()).isEqualTo(CopyView.State.EJECTED);
        assertThat(copies.look(1).why()).isEqualTo("5 calls in a row failed, the last one with: HTTP 502");
        assertThat(copies.shares(90)).containsOnlyKeys(0, 2);
        assertThat(copies.balance.figures().ejections()).isEqualTo(1);
        assertThat(copies.balance.ejected()).isEqualTo(1);
    }

    @Test
    void oneGoodAnswerBetweenFailuresBeginsTheCountAnew() {
        TestingBalance copies = TestingBalance.warm(2);
        for (int i = 0; i < 5; i++) {
            copies.fail(0, 4);
            copies.answer(0, Duration.ZERO);
        }
        assertThat(copies.balance.ejected()).isZero();
    }

    @Test
    void whatAServerRefusesIsNoFailure() {
        TestingBalance copies = TestingBalance.warm(2);
        for (int i = 0; i < 20; i++) {
            Attempt attempt = copies.begin(0);
            attempt.answered(i % 2 == 0 ? 400 : 404);
            attempt.end();
        }
        assertThat(copies.balance.ejected()).isZero();
    }

    @Test
    void brokenConnectionsAndSilenceCountAsFailures() {
        TestingBalance copies = TestingBalance.warm(4);
        for (int i = 0; i < 5; i++) {
            Attempt cut = copies.begin(0);
            cut.cut();
            cut.end();
            Attempt silent = copies.begin(1);
            silent.silent();
            silent.end();
            copies.answer(2, Duration.ZERO);
        }
        assertThat(copies.look(0).state()).isEqualTo(CopyView.State.EJECTED);
        assertThat(copies.look(1).state()).isEqualTo(CopyView.State.EJECTED);
        assertThat(copies.look(1).why()).contains("no answer");
    }

    @Test
    void callersWhoLeaveAreNoFailures() {
        TestingBalance copies = TestingBalance.warm(2);
        for (int i = 0; i < 20; i++) {
            copies.begin(0).end();
        }
        assertThat(copies.balance.ejected()).isZero();
        assertThat(copies.look(0).underWay()).isZero();
    }

    @Test
    void theFirstConnectionThatCannotBeMadeSuffices() {
        TestingBalance copies = TestingBalance.warm(2);
        Attempt attempt = copies.begin(0);
        attempt.unreachable();
        attempt.end();
        assertThat(copies.look(0).state()).isEqualTo(CopyView.State.EJECTED);
        assertThat(copies.look(0).why()).isEqualTo("no connection could be made");
    }

    @Test
    void eachTimeItLastsThirtySecondsMoreUpToFiveMinutesAndNeverTheSame() {
        TestingBalance copies = TestingBalance.warm(2);
        Set<Long> spread = new HashSet<>();
        for (int times = 1; times <= 14; times++) {
            copies.fail(0, 5);
            Duration left = left(copies.look(0));
            double wanted = Math.min(300, 30.0 * times);
            assertThat(left.toMillis() / 1000.0)
                    .as("time " + times)
                    .isBetween(wanted * 0.89, Math.min(300, wanted * 1.11));
            spread.add(left.toMillis() * 100 / (long) wanted);
            copies.pass(left);
            assertThat(copies.look(0).state()).isEqualTo(CopyView.State.WARMING);
        }
        assertThat(spread).hasSizeGreaterThan(5);
    }

    @Test
    void whoWasWellForLongIsEjectedForTheFirstTimeAgain() {
        TestingBalance copies = TestingBalance.warm(2);
        copies.fail(0, 5);
        copies.pass(Duration.ofMinutes(1));
        copies.fail(0, 5);
        assertThat(left(copies.look(0))).isGreaterThan(Duration.ofSeconds(50));
        copies.pass(Duration.ofMinutes(10));
        copies.fail(0, 5);
        assertThat(left(copies.look(0))).isLessThan(Duration.ofSeconds(34));
    }

    @Test
    void whoComesBackGrowsSlowlyIntoItsShare() {
        TestingBalance copies = TestingBalance.warm(2);
        copies.fail(0, 5);
        copies.pass(left(copies.look(0)));
        int its = 0;
        for (int i = 0; i < 1_000; i++) {
            its += copies.shares(1).getOrDefault(0, 0);
            copies.pass(Duration.ofMillis(1));
        }
        assertThat(its).as("of 500 for it").isBetween(1, 50);
    }

    @Test
    void halfOfTheCopiesAtMostAreLeftAlone() {
        TestingBalance copies = TestingBalance.warm(100);
        IntStream.range(0, 60).forEach(replica -> copies.fail(replica, 5));
        assertThat(copies.balance.ejected()).isEqualTo(50);
        List<Long> until = new ArrayList<>();
        copies.balance.look("s").stream()
                .filter(view -> view.state() == CopyView.State.EJECTED)
                .forEach(view -> until.add(left(view).toSeconds()));
        assertThat(new HashSet<>(until)).as("they do not come back together").hasSizeGreaterThan(3);
    }

    @Test
    void theShareThatMayBeLeftAloneIsASetting() {
        TestingBalance few = new TestingBalance(Rules.USUAL.ejecting(10), 20);
        IntStream.range(0, 20).forEach(replica -> few.fail(replica, 5));
        assertThat(few.balance.ejected()).isEqualTo(2);
        TestingBalance none = new TestingBalance(Rules.USUAL.ejecting(0), 20);
        none.fail(0, 50);
        assertThat(none.balance.ejected()).isZero();
    }

    @Test
    void ofTwoCopiesOneIsKeptWhateverItDoes() {
        TestingBalance copies = TestingBalance.warm(2);
        copies.fail(0, 5);
        copies.fail(1, 50);
        assertThat(copies.balance.ejected()).isEqualTo(1);
        assertThat(copies.shares(10)).containsOnlyKeys(1);
    }

    @Test
    void whereTooFewAreLeftThoseLeftAloneAreCalledToo() {
        TestingBalance copies = TestingBalance.warm(4);
        copies.fail(0, 5);
        copies.fail(1, 5);
        copies.route(0, 1);
        assertThat(copies.chosen()).isIn(0, 1);
        copies.route(0);
        assertThat(copies.chosen()).isZero();
    }

    @Test
    void anotherCopyIsOneThatHasNotBeenTriedAndRatherAFitOne() {
        TestingBalance copies = TestingBalance.warm(3);
        copies.fail(2, 5);
        assertThat(copies.balance
                        .other("s", List.of(TestingBalance.copy(0)))
                        .orElseThrow()
                        .replica())
                .isEqualTo(1);
        assertThat(copies.balance
                        .other("s", List.of(TestingBalance.copy(0), TestingBalance.copy(1)))
                        .orElseThrow()
                        .replica())
                .isEqualTo(2);
        assertThat(copies.balance.other(
                        "s", List.of(TestingBalance.copy(0), TestingBalance.copy(1), TestingBalance.copy(2))))
                .isEmpty();
        assertThat(copies.balance.other("another", List.of())).isEmpty();
    }

    @Test
    void whatIsDrainedGetsItsTimeAndNoMore() {
        TestingBalance copies = TestingBalance.warm(2);
        Attempt drained = copies.begin(0);
        Attempt gone = copies.begin(1);
        copies.drain(Set.of(0));
        copies.pass(Duration.ofSeconds(13));
        assertThat(drained.isOverdue()).isFalse();
        copies.pass(Duration.ofSeconds(2));
        assertThat(drained.isOverdue()).isTrue();
        assertThat(gone.isOverdue()).as("it left for another reason").isFalse();
        copies.route(0, 1);
        assertThat(drained.isOverdue()).as("it is back").isFalse();
    }
}

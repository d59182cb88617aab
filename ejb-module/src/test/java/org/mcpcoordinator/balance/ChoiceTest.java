package org.mcpcoordinator.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    @Test
    void copiesThatDoEquallyWellAreCalledInTurn() {
        TestingBalance copies = TestingBalance.warm(3);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            order.add(copies.chosen());
        }
        assertThat(order).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void aCopyWithMoreCallsUnderWayIsPassedOver() {
        TestingBalance copies = TestingBalance.warm(2);
        for (int i = 0; i < 10; i++) {
            copies.begin(0);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(copies.chosen()).isEqualTo(1);
        }
    }

    @Test
    void oneSlowAnswerIsHeldAgainstACopyAndForgottenByAndBy() {
        TestingBalance copies = TestingBalance.warm(2);
        copies.answer(1, Duration.ofMillis(2));
        copies.answer(0, Duration.ofMillis(800));
        for (int i = 0; i < 8; i++) {
            assertThat(copies.chosen()).isEqualTo(1);
        }
        copies.pass(Duration.ofSeconds(25));
        assertThat(copies.shares(100)).containsEntry(0, 50).containsEntry(1, 50);
    }

    @Test
    void aVerySlowToolIsNoReasonToStarveACopyForMinutes() {
        TestingBalance copies = TestingBalance.warm(2);
        copies.answer(0, Duration.ofMinutes(5));
        copies.pass(Duration.ofSeconds(25));
        assertThat(copies.shares(100)).containsEntry(0, 50);
    }

    @Test
    void underLoadTheSlowerOfManyCopiesGetsLess() {
        TestingBalance copies = TestingBalance.warm(4);
        for (int i = 0; i < 40; i++) {
            copies.begin(3);
        }
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            chosen.add(copies.chosen());
        }
        assertThat(chosen).filteredOn(replica -> replica == 3).isEmpty();
        for (int replica = 0; replica < 3; replica++) {
            int one = replica;
            assertThat(chosen).filteredOn(each -> each == one).as("copy " + one).hasSizeBetween(100, 170);
        }
    }

    @Test
    void whoHasJustComeGrowsSlowlyIntoItsShare() {
        TestingBalance copies = TestingBalance.warm(3);
        copies.route(0, 1, 2, 3);
        List<Double> shares = new ArrayList<>();
        for (int second = 0; second < 12; second++) {
            int its = 0;
            for (int i = 0; i < 1_000; i++) {
                its += copies.shares(1).getOrDefault(3, 0);
                copies.pass(Duration.ofMillis(1));
            }
            shares.add(its / 250.0);
        }
        assertThat(shares.get(0)).as("of its full share, in the first second").isLessThan(0.1);
        assertThat(shares.get(4)).isBetween(0.3, 0.6);
        assertThat(shares.get(11)).isBetween(0.9, 1.1);
        assertThat(shares.get(0)).isLessThan(shares.get(3));
        assertThat(shares.get(3)).isLessThan(shares.get(9));
        assertThat(copies.look(3).state()).isEqualTo(CopyView.State.CALLED);
    }

    @Test
    void whoHasJustComeIsShownAsThat() {
        TestingBalance copies = TestingBalance.warm(2);
        copies.route(0, 1, 2);
        copies.pass(Duration.ofSeconds(4));
        assertThat(copies.look(2).state()).isEqualTo(CopyView.State.WARMING);
        assertThat(copies.look(2).since()).isEqualTo(TestingBalance.T0.minusSeconds(4));
        assertThat(copies.look(2).until()).isEqualTo(TestingBalance.T0.plusSeconds(6));
        assertThat(copies.look(0).state()).isEqualTo(CopyView.State.CALLED);
    }

    @Test
    void copiesThatCameTogetherShareFromTheBeginning() {
        TestingBalance copies = new TestingBalance(4);
        assertThat(copies.shares(400).values()).containsExactly(100, 100, 100, 100);
    }

    @Test
    void theOnlyCopyIsCalledHoweverItDoes() {
        TestingBalance copies = new TestingBalance(1);
        copies.fail(0, 50);
        assertThat(copies.chosen()).isZero();
        assertThat(copies.look(0).state()).isEqualTo(CopyView.State.CALLED);
    }

    @Test
    void howACopyDoesIsKeptWhenOthersComeAndForgottenWhenItGoes() {
        TestingBalance copies = TestingBalance.warm(3);
        copies.fail(1, 5);
        copies.route(0, 1, 2, 3);
        assertThat(copies.look(1).state()).isEqualTo(CopyView.State.EJECTED);
        copies.route(0, 2, 3);
        copies.route(0, 1, 2, 3);
        assertThat(copies.look(1).state()).isEqualTo(CopyView.State.WARMING);
    }
}

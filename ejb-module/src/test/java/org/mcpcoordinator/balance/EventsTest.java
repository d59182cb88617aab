package org.mcpcoordinator.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever watches hears what callers notice, once for each time it happens. */
class EventsTest {
    private final List<String> heard = new ArrayList<>();

    private TestingBalance watched(TestingBalance balance) {
        balance.balance.listen(event -> heard.add(event.kind() + " " + event.replica()));
        return balance;
    }

    @Test
    void aCopyThatIsLeftAloneAndItsFirstGoodAnswerAfterwards() {
        TestingBalance copies = watched(TestingBalance.warm(3));
        copies.fail(1, 5);
        copies.answer(0, Duration.ZERO);
        copies.answer(1, Duration.ZERO);
        assertThat(heard).as("a late answer of one left alone is no news").containsExactly("EJECTED 1");
        copies.pass(Duration.ofHours(1));
        copies.answer(1, Duration.ZERO);
        copies.answer(1, Duration.ZERO);
        assertThat(heard).containsExactly("EJECTED 1", "BACK 1");
    }

    @Test
    void aServerThatDoesNotAnswerAndThatAnswersAgain() {
        TestingBalance server = watched(new TestingBalance(1));
        for (int i = 0; i < Rules.USUAL.silences(); i++) {
            Attempt attempt = server.begin(0);
            attempt.silent();
            attempt.end();
        }
        assertThat(heard).containsExactly("PAUSED -1");
        server.pass(Duration.ofHours(1));
        server.answer(0, Duration.ZERO);
        assertThat(heard).startsWith("PAUSED -1", "ANSWERS -1");
    }

    @Test
    void aCopyThatIsDrained() {
        TestingBalance copies = watched(TestingBalance.warm(2));
        copies.drain(Set.of(1), 0);
        assertThat(heard).containsExactly("DRAINED 1");
    }

    @Test
    void whoHasLeftHearsNothing() {
        TestingBalance copies = TestingBalance.warm(3);
        copies.balance.listen(event -> heard.add("x")).run();
        copies.fail(1, 5);
        assertThat(heard).isEmpty();
    }
}

package org.mcpcoordinator.standby;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;

class LearningTest {
    private final TestingClock clock = new TestingClock();
    private final Deque<Runnable> aside = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private boolean broken;
    private Runnable meanwhile = () -> {};
    private final Learning learning = new Learning(
            instance -> {
                asked.add(instance.key().server());
                meanwhile.run();
                if (broken) {
                    throw new IOException("it does not answer");
                }
            },
            aside::add,
            clock);

    private static Instance server(String name, String hash) {
        return TestingInstance.like(TestingInstances.at(name, InstanceState.HEALTHY, 3300, "http://127.0.0.1:3300/mcp"))
                .defined(hash)
                .made();
    }

    private void carryOut() {
        while (!aside.isEmpty()) {
            aside.remove().run();
        }
    }

    @Test
    void serversOfOneDefinitionAreAskedOnce() {
        learning.ask(server("a", "1"));
        learning.ask(server("b", "1"));
        carryOut();

        assertThat(asked).containsExactly("a");
        assertThat(learning.knows(server("b", "1"), Instant.MIN)).isTrue();
        assertThat(learning.knows(server("b", "1"), clock.instant().plusSeconds(1)))
                .isFalse();
        assertThat(learning.knows(server("c", "2"), Instant.MIN)).isFalse();
    }

    @Test
    void noMoreThanAFewAreAskedAtATime() {
        for (int i = 0; i < 20; i++) {
            learning.ask(server("s" + i, "hash" + i));
        }

        assertThat(aside).hasSize(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void whereNoThreadIsToBeHadItIsAskedTheNextTime() {
        boolean[] stopping = {true};
        Learning refused = new Learning(
                instance -> asked.add(instance.key().server()),
                work -> {
                    if (stopping[0]) {
                        throw new RejectedExecutionException();
                    }
                    work.run();
                },
                clock);
        refused.ask(server("a", "1"));
        stopping[0] = false;
        refused.ask(server("a", "1"));

        assertThat(asked).containsExactly("a");
    }

    @Test
    void whoDoesNotAnswerMaySleepAllTheSameAndIsAskedAgainLater() {
        broken = true;
        learning.ask(server("a", "1"));
        carryOut();
        learning.ask(server("a", "1"));
        carryOut();

        assertThat(learning.knows(server("a", "1"), Instant.MIN)).isTrue();
        assertThat(asked).hasSize(1);
        clock.advance(Duration.ofSeconds(61));
        learning.ask(server("a", "1"));
        carryOut();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsNotKnownIsAskedSoonIfNothingIsBeingStarted() {
        List<Instance> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(server("s" + i, "hash" + i));
        }
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).isEmpty();

        clock.advance(Duration.ofSeconds(5));
        learning.inNoHurry(all);
        assertThat(aside).hasSize(Runtime.getRuntime().availableProcessors());
        carryOut();
        assertThat(asked).hasSize(10);
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void oneThatIsStartedAgainAndAgainHoldsUpNobody() {
        List<Instance> all =
                List.of(server("a", "1"), TestingInstances.at("falling", InstanceState.STARTING, 3301, ""));
        clock.advance(Duration.ofSeconds(5));

        learning.inNoHurry(all);
        carryOut();

        assertThat(asked).containsExactly("a");
    }

    @Test
    void whatFailedIsTriedAgainEachTimeAfterALongerPauseUpToAnHour() {
        List<Instance> all = List.of(server("a", "1"));
        broken = true;
        List<Long> seconds = new ArrayList<>();
        Instant last = clock.instant();
        while (seconds.size() < 12) {
            clock.advance(Duration.ofSeconds(5));
            learning.inNoHurry(all);
            carryOut();
            if (asked.size() > seconds.size()) {
                seconds.add(Duration.between(last, clock.instant()).toSeconds());
                last = clock.instant();
            }
        }

        assertThat(seconds).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 1280L, 2560L, 3600L, 3600L);
        broken = false;
        clock.advance(Duration.ofHours(1));
        learning.inNoHurry(all);
        carryOut();
        broken = true;
        clock.advance(Duration.ofMinutes(61));
        learning.inNoHurry(all);
        carryOut();
        clock.advance(Duration.ofSeconds(10));
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).as("begins anew after it has answered").hasSize(15);
    }

    @Test
    void whileOthersAreStartedWhatAlwaysRunsIsAskedInNoHurryAndAgainAfterTenMinutes() {
        List<Instance> all =
                new ArrayList<>(List.of(server("a", "1"), server("b", "2"), server("c", "3"), server("d", "3")));
        for (int i = 0; i < 5; i++) {
            all.add(TestingInstances.at("e" + i, InstanceState.STARTING, 3301 + i, ""));
        }

        clock.advance(Duration.ofSeconds(59));
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).containsExactly("a", "b");
        learning.inNoHurry(all);
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).containsExactly("a", "b", "c");

        clock.advance(Duration.ofMinutes(11));
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).containsExactly("a", "b", "c", "a", "b");
    }

    @Test
    void thoseThatWereLearntTogetherAreAskedAgainApartFromEachOtherAndAllWithinTenMinutes() {
        List<Instance> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(server("s" + i, Integer.toHexString(i * 0x9E3779B1)));
        }
        clock.advance(Duration.ofSeconds(5));
        for (int second = 0; second < 100; second++) {
            turn(all);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(asked).hasSize(1000).doesNotHaveDuplicates();

        asked.clear();
        int most = 0;
        for (int second = 0; second < 600; second++) {
            int before = asked.size();
            turn(all);
            most = Math.max(most, asked.size() - before);
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(asked)
                .containsAll(all.stream().map(one -> one.key().server()).toList());
        assertThat(most).isEqualTo(4);
    }

    @Test
    void whoIsMissedIsNotHeldUpByThoseThatAreAskedOnlyAgain() {
        List<Instance> known = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            known.add(server("s" + i, "hash" + i));
        }
        clock.advance(Duration.ofSeconds(5));
        turn(known);
        clock.advance(Duration.ofMinutes(11));
        asked.clear();
        List<Instance> all = new ArrayList<>(known);
        all.add(server("late", "new"));

        turn(all);

        assertThat(asked).hasSize(5).contains("late");
    }

    private void turn(List<Instance> all) {
        learning.inNoHurry(all);
        carryOut();
    }

    @Test
    void whoBeganAnewIsAskedAgainSoon() {
        clock.advance(Duration.ofSeconds(5));
        learning.inNoHurry(List.of(server("a", "1")));
        carryOut();
        assertThat(asked).containsExactly("a");

        clock.advance(Duration.ofSeconds(60));
        List<Instance> restarted = List.of(TestingInstance.like(server("a", "1"))
                .in(InstanceState.HEALTHY, Reason.ANSWERS, clock.instant())
                .made());
        learning.inNoHurry(restarted);
        carryOut();
        assertThat(asked).as("it has only just begun").containsExactly("a");
        clock.advance(Duration.ofSeconds(5));
        learning.inNoHurry(restarted);
        carryOut();
        assertThat(asked).containsExactly("a", "a");
        clock.advance(Duration.ofSeconds(5));
        learning.inNoHurry(restarted);
        carryOut();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoSaysThatItsListsHaveChangedIsAskedAgainThoughNotAsOftenAsItSaysSo() {
        List<Instance> all = List.of(server("a", "1"), server("b", "2"));
        clock.advance(Duration.ofSeconds(60));
        learning.inNoHurry(all);
        carryOut();

        learning.heard(server("b", "2"));
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).as("a moment after it was asked").containsExactly("a", "b");
        clock.advance(Duration.ofSeconds(11));
        learning.inNoHurry(all);
        carryOut();
        learning.inNoHurry(all);
        carryOut();
        clock.advance(Duration.ofSeconds(11));
        learning.inNoHurry(all);
        carryOut();
        assertThat(asked).containsExactly("a", "b", "b");
    }

    @Test
    void aChangeWhileItIsAskedIsNotMissed() {
        List<Instance> all = List.of(server("a", "1"));
        clock.advance(Duration.ofSeconds(60));
        meanwhile = () -> {
            clock.advance(Duration.ofSeconds(1));
            learning.heard(server("a", "1"));
        };
        learning.inNoHurry(all);
        carryOut();
        meanwhile = () -> {};
        clock.advance(Duration.ofSeconds(10));

        learning.inNoHurry(all);
        carryOut();

        assertThat(asked).containsExactly("a", "a");
    }
}

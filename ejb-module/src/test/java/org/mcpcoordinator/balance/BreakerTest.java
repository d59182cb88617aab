package org.mcpcoordinator.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.problem.ProblemCode;

class BreakerTest {
    private static void silence(TestingBalance server, int times) {
        for (int i = 0; i < times; i++) {
            Attempt attempt = server.begin(0);
            attempt.silent();
            attempt.end();
        }
    }

    private static Attempt.Refused refused(TestingBalance server) {
        Attempt attempt = server.begin(0);
        Attempt.Refused refused = attempt.refused();
        assertThat(refused).isNotNull();
        return java.util.Objects.requireNonNull(refused);
    }

    @Test
    void fourCallsWithoutAnAnswerAreSentOnTheFifthEndsIt() {
        TestingBalance server = new TestingBalance(1);
        silence(server, 4);
        assertThat(server.begin(0).refused()).isNull();
        silence(server, 1);
        Attempt.Refused refused = refused(server);
        assertThat(refused.code()).isEqualTo(ProblemCode.SERVER_STALLED);
        assertThat(refused.seconds()).isBetween(9L, 11L);
        assertThat(server.balance.figures().openings()).isEqualTo(1);
        assertThat(server.balance.figures().turnedAway()).isEqualTo(1);
        assertThat(server.balance.paused()).isEqualTo(1);
        assertThat(server.look(0).state()).isEqualTo(CopyView.State.PAUSED);
    }

    @Test
    void anAnswerBetweenBeginsTheCountAnew() {
        TestingBalance server = new TestingBalance(1);
        for (int i = 0; i < 5; i++) {
            silence(server, 4);
            server.answer(0, Duration.ZERO);
        }
        assertThat(server.balance.paused()).isZero();
    }

    @Test
    void aServerThatFailsIsNotSilent() {
        TestingBalance server = new TestingBalance(1);
        server.fail(0, 100);
        Attempt cut = server.begin(0);
        cut.cut();
        cut.end();
        assertThat(server.begin(0).refused()).isNull();
    }

    @Test
    void afterThePauseOneCallIsLetThroughAndItsAnswerOpensTheWayForAll() {
        TestingBalance server = new TestingBalance(1);
        silence(server, 5);
        server.pass(Duration.ofSeconds(12));
        Attempt trial = server.begin(0);
        assertThat(trial.refused()).isNull();
        assertThat(refused(server).seconds()).isEqualTo(1);
        trial.answered(200);
        trial.end();
        assertThat(server.begin(0).refused()).isNull();
        assertThat(server.balance.paused()).isZero();
    }

    @Test
    void eachTrialWithoutAnAnswerDoublesThePauseUpToTwoMinutes() {
        TestingBalance server = new TestingBalance(1);
        silence(server, 5);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pauses.add(refused(server).seconds());
            server.pass(Duration.ofSeconds(refused(server).seconds()));
            silence(server, 1);
        }
        long wanted = 10;
        for (long pause : pauses) {
            assertThat((double) pause).isBetween(wanted * 0.89, wanted * 1.11 + 1);
            wanted = Math.min(120, wanted * 2);
        }
    }

    @Test
    void whenWhoWasLetThroughLeavesTheNextOneIsLetThrough() {
        TestingBalance server = new TestingBalance(1);
        silence(server, 5);
        server.pass(Duration.ofSeconds(12));
        Attempt trial = server.begin(0);
        assertThat(server.begin(0).refused()).isNotNull();
        trial.end();
        assertThat(server.begin(0).refused()).isNull();
        assertThat(server.begin(0).refused()).isNotNull();
    }

    @Test
    void aLateAnswerToAnOlderCallOpensTheWayToo() {
        TestingBalance server = new TestingBalance(1);
        Attempt old = server.begin(0);
        silence(server, 5);
        old.answered(200);
        assertThat(server.begin(0).refused()).isNull();
    }

    @Test
    void itIsTheServerThatIsSilentNotOneOfItsCopies() {
        TestingBalance server = TestingBalance.warm(3);
        for (int i = 0; i < 20; i++) {
            silence(server, 1);
            server.answer(1, Duration.ZERO);
        }
        assertThat(server.balance.paused()).isZero();
        assertThat(server.look(0).state()).isEqualTo(CopyView.State.EJECTED);
    }

    @Test
    void itStaysShutWhenRoutesChange() {
        TestingBalance server = new TestingBalance(1);
        silence(server, 5);
        server.route(0, 1);
        assertThat(server.begin(1).refused()).isNotNull();
    }

    @Test
    void onlySoManyCallsWaitForOneServer() {
        TestingBalance server = new TestingBalance(1);
        List<Attempt> waiting = new ArrayList<>();
        for (int i = 0; i < 4096; i++) {
            waiting.add(server.begin(0));
        }
        assertThat(refused(server).code()).isEqualTo(ProblemCode.SERVER_BUSY);
        waiting.get(0).answered(200);
        Attempt stream = waiting.get(0);
        assertThat(server.begin(0).refused()).as("one has its answer").isNull();
        assertThat(server.begin(0).refused()).isNotNull();
        stream.end();
        assertThat(server.begin(0).refused())
                .as("its end gives nothing back twice")
                .isNotNull();
        waiting.get(1).end();
        assertThat(server.begin(0).refused()).isNull();
    }

    @Test
    void moreCopiesMayHaveMoreCallsWaiting() {
        assertThat(Rules.USUAL.mostWaiting(1)).isEqualTo(4096);
        assertThat(Rules.USUAL.mostWaiting(4)).isEqualTo(4096);
        assertThat(Rules.USUAL.mostWaiting(100)).isEqualTo(25_600);
    }
}

package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;

/** Servers that are not FAILED at the moment, and have failed all the same: of 200 planned ones four are too many. */
@ExtendWith(TestingRollouts.Provider.class)
class TroubleTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void serversThatAnsweredOnceAndHangHaveFailedAfterAWhile() {
        Ticket ticket = allGo("quick");
        lastOf(ticket, 4).forEach(this::hangs);
        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);
        world.clock.advance(Duration.ofSeconds(15));
        assertThat(world.look(ticket, 2)).as("they may still come back").isEqualTo(GateAnswer.Kind.WAIT);

        world.clock.advance(Duration.ofSeconds(1));

        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.FAILED);
        Rollout end = world.find(ticket.rolloutId());
        assertThat(end.reason()).isEqualTo("FAILURE_BUDGET");
        assertThat(end.failed()).isEqualTo(4);
        assertThat(end.detail()).contains("4 of 200").contains("SLOW");
        List<Remnant> kept = world.remains(remains -> remains.ofRollout(end.id()));
        assertThat(kept).hasSize(4);
    }

    @Test
    void serversThatAnswerAgainInTimeAreForgiven() {
        Ticket ticket = allGo("quick");
        List<Instance> hanging = lastOf(ticket, 4);
        hanging.forEach(this::hangs);
        world.look(ticket, 2);
        world.clock.advance(Duration.ofSeconds(10));
        hanging.forEach(i -> seen(new Observation.Answers(i.key(), i.generation())));

        assertThat(untilItMoves(ticket, 60)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.find(ticket.rolloutId()).failed()).isZero();
    }

    @Test
    void serversThatAreRestartedSlowlyAreForgivenToo() {
        Ticket ticket = allGo("quick");
        List<Instance> killed = lastOf(ticket, 4);
        killed.forEach(i -> seen(new Observation.Exited(i.key(), i.generation(), i.attempt(), 137, true)));
        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);
        world.clock.advance(Duration.ofSeconds(19));
        killed.forEach(this::startsAgain);
        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);
        world.clock.advance(Duration.ofSeconds(100));
        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);
        killed.forEach(i -> seen(new Observation.Answers(i.key(), i.generation())));

        assertThat(untilItMoves(ticket, 60)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.find(ticket.rolloutId()).failed()).isZero();
    }

    @Test
    void whatAPersonHasStoppedIsInNobodysWay() {
        Ticket ticket = allGo("quick");
        List<Instance> hanging = lastOf(ticket, 4);
        hanging.forEach(this::hangs);
        world.look(ticket, 2);
        hanging.forEach(i -> world.in(room -> room.fleet.act(i.key().server(), "stop")));
        world.hostsDoTheirWork();

        assertThat(untilItMoves(ticket, 60)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.find(ticket.rolloutId()).failed()).isZero();
    }

    @Test
    void whatEndsAgainAndAgainHasFailedWhileItStartsToo() {
        Ticket ticket = allGo("careful");
        List<Instance> loopers = lastOf(ticket, 4);
        for (Instance looper : loopers.subList(0, 3)) {
            ends(looper);
            assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);
            startsAgain(looper);
        }
        assertThat(world.onHost(InstanceState.FAILED)).isEmpty();
        assertThat(world.find(ticket.rolloutId()).failed()).isEqualTo(3);

        ends(loopers.get(3));

        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(world.find(ticket.rolloutId()).failed()).isEqualTo(4);
    }

    @Test
    void oneWithinTheBudgetThatNeverComesUpHoldsUpNoBake() {
        Ticket ticket = allGo("careful");
        Instance looper = lastOf(ticket, 1).get(0);
        GateAnswer.Kind answer = GateAnswer.Kind.WAIT;
        for (int second = 0; second < 250 && answer == GateAnswer.Kind.WAIT; second++) {
            if (second % 20 == 0) {
                ends(now(looper));
            } else if (second % 20 == 15) {
                startsAgain(now(looper));
            }
            answer = world.look(ticket, 2);
            world.clock.advance(Duration.ofSeconds(1));
        }

        assertThat(answer).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.find(ticket.rolloutId()).failed()).isEqualTo(1);
    }

    @Test
    void theCountOfFailuresOutlivesRestartsOfTheNode() {
        Ticket ticket = allGo("careful");
        List<Instance> failing = lastOf(ticket, 4);
        for (Instance one : failing.subList(0, 3)) {
            ends(one);
            assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);
            startsAgain(one);
            world.crash();
            world.timer();
            ticket = world.open(world.find(ticket.rolloutId()));
        }
        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);

        ends(failing.get(3));

        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.FAILED);
    }

    /** A rollout of 200 whose last phase waits for nothing but its bake. */
    private Ticket allGo(String profile) {
        Ticket ticket = world.open(world.request(world.sample(200), List.of(100, 200), profile));
        world.phase(ticket, 0);
        world.phase(ticket, 1);
        world.wishAll(ticket, 2);
        while (world.onHost(InstanceState.HEALTHY).size() < 200) {
            world.look(ticket, 2);
            world.hostsDoTheirWork();
        }
        return ticket;
    }

    private GateAnswer.Kind untilItMoves(Ticket ticket, int seconds) {
        GateAnswer.Kind answer = world.look(ticket, 2);
        for (int second = 0; second < seconds && answer == GateAnswer.Kind.WAIT; second++) {
            world.clock.advance(Duration.ofSeconds(1));
            answer = world.look(ticket, 2);
        }
        return answer;
    }

    /** Of the last phase: one of a canary is enough to end a rollout. */
    private List<Instance> lastOf(Ticket ticket, int count) {
        List<InstanceKey> last = world.in(room -> room.items.keys(ticket.rolloutId(), 2, -1));
        return world.instances().stream()
                .filter(i -> last.contains(i.key()))
                .limit(count)
                .toList();
    }

    private Instance now(Instance then) {
        return world.instances().stream()
                .filter(i -> i.key().equals(then.key()))
                .findFirst()
                .orElseThrow();
    }

    private void hangs(Instance one) {
        seen(new Observation.Fails(one.key(), one.generation(), Reason.SLOW, "no answer within 2 s"));
    }

    private void ends(Instance one) {
        seen(new Observation.Exited(one.key(), one.generation(), now(one).attempt(), 1, false));
    }

    private void startsAgain(Instance one) {
        seen(new Observation.Started(one.key(), one.generation(), now(one).attempt() + 1, 43));
    }

    private void seen(Observation what) {
        world.in(room -> {
            room.fleet.observe(List.of(what));
            return 0;
        });
    }
}

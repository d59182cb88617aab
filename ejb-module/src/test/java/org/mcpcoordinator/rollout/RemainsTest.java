package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingRollouts.Provider.class)
class RemainsTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void whatARolloutFailedOfStaysInItsReceiptWithTheLastWords() {
        Rollout failed = failed(false);

        List<Remnant> unheard = unheard("local");
        assertThat(unheard).isNotEmpty().allMatch(remnant -> remnant.rollout() == failed.id());
        assertThat(unheard("elsewhere")).isEmpty();
        Remnant first = unheard.get(0);
        world.remains(remains -> {
            remains.heard(first.id(), 3, List.of("began", "Error: no\u0000 such | file"));
            return 0;
        });

        world.act(failed, "recover");
        RolloutReport report = world.report(failed.id());
        assertThat(report.failures()).hasSize(unheard.size());
        assertThat(report.failures().get(0).exitCode()).isEqualTo(3);
        assertThat(report.failures().get(0).lines()).containsExactly("began", "Error: no  such | file");
        assertThat(report.events()).extracting(RolloutEvent::name).contains("FAILED");
        assertThat(ReportText.of(report))
                .contains("| " + first.label() + " | LAUNCH_FAILED | no such program | 3 |")
                .contains(first.label() + " said last:\n\n    began\n    Error: no  such | file\n")
                .contains("planned servers failed |")
                .contains("| FAILED |");
    }

    @Test
    void evidenceIsKeptUntilSomebodyHasAcknowledgedTheFailure() {
        Rollout failed = failed(false);
        assertThat(failed.unacknowledged()).isTrue();
        world.clock.advance(Duration.ofDays(3));
        assertThat(sweep()).isZero();

        Rollout seen =
                world.in(room -> room.rollouts.act(failed.id(), "acknowledge", "ticket 4711", TestingRollouts.ANNA));

        assertThat(seen.state()).isEqualTo(RolloutState.FAILED);
        assertThat(seen.unacknowledged()).isFalse();
        assertThat(seen.acknowledged()).isEqualTo(new Rollout.Acknowledged("anna", world.clock.instant()));
        List<RolloutEvent> events = world.in(room -> room.rollouts.events(failed.id()));
        assertThat(events).last().extracting(RolloutEvent::detail).isEqualTo("acknowledge by anna: ticket 4711");
        assertThat(ReportText.of(world.report(failed.id()))).contains("| acknowledged | anna, ");
        assertThat(sweep()).isPositive();
        assertThat(ofRollout(failed)).isEmpty();
        assertRefused(failed, "was acknowledged already by anna");
    }

    @Test
    void whatIsEvidenceOnAHostIsNamedUntilTheFailureIsAcknowledged() {
        assertThat(onHost("local")).isEmpty();
        Rollout failed = failed(false);
        world.clock.advance(Duration.ofDays(3));
        sweep();

        assertThat(onHost("local"))
                .hasSameSizeAs(ofRollout(failed))
                .contains(ofRollout(failed).get(0).key());
        assertThat(onHost("elsewhere")).isEmpty();
        world.act(failed, "acknowledge");
        assertThat(onHost("local")).isEmpty();
    }

    @Test
    void onlyAFailureIsAcknowledgedAndAnotherTryHasToBeAcknowledgedAgain() {
        Rollout stable = world.rolledOut(40);
        assertRefused(stable, "is SUCCEEDED");

        Rollout failed = failed(false);
        world.act(failed, "acknowledge");
        assertThat(world.act(failed, "recover").acknowledged()).isNull();
    }

    @Test
    void aFailureThatWentBackByItselfIsToBeAcknowledgedToo() {
        Rollout stable = world.rolledOut(40);
        Rollout failing = failed(true);

        assertThat(failing.state()).isEqualTo(RolloutState.ROLLING_BACK);
        assertThat(failing.aim()).isEqualTo(stable.revision()).isNotEqualTo(failing.revision());
        assertThat(ofRollout(failing)).isNotEmpty();
        world.launcher.alive.clear();
        world.timer();
        world.drive(world.openBack(failing));
        Rollout back = world.find(failing.id());
        assertThat(back.state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(back.unacknowledged()).isTrue();
        assertThat(world.act(back, "acknowledge").unacknowledged()).isFalse();
    }

    @Test
    void aServerThatWasRemovedIsRememberedForFourHours() {
        world.rolledOut(40);
        List<ServerDefinition> fewer = new ArrayList<>(TestingServers.many(40));
        String gone = fewer.remove(39).name();
        Rollout next = world.request(world.catalog.file("sample", fewer), List.of(), "quick");
        Ticket ticket = world.open(next);
        world.phase(ticket, 0);
        world.wishAll(ticket, 1);
        assertThat(unheard("local"))
                .as("it may still say something while it ends")
                .isEmpty();
        world.hostsDoTheirWork();
        world.drive(ticket);

        assertThat(world.instances()).hasSize(39);
        List<Remnant> left = ofServer(gone);
        assertThat(left).singleElement().satisfies(remnant -> {
            assertThat(remnant.kind()).isEqualTo(Remnant.Kind.REMOVED);
            assertThat(remnant.rollout()).isEqualTo(next.id());
            assertThat(remnant.state()).isEqualTo("HEALTHY");
            assertThat(remnant.pid()).isEqualTo(42);
        });
        assertThat(unheard("local")).hasSize(1);

        world.clock.advance(Duration.ofHours(3));
        assertThat(sweep()).isZero();
        world.clock.advance(Duration.ofHours(1).plusSeconds(1));
        assertThat(sweep()).isEqualTo(1);
    }

    @Test
    void ofFiveHundredThatLeaveAtOnceEachIsRememberedAndHeardOnceAndForgottenAfterFourHours() {
        world.rolledOut(520);
        Rollout next = world.request(world.plan(world.sample(20)), 500);
        assertThat(world.drive(world.open(next))).isEqualTo(GateAnswer.Kind.GO);
        world.hostsDoTheirWork();
        assertThat(world.instances()).hasSize(20);

        Set<String> heard = new HashSet<>();
        for (List<Remnant> some = unheard("local", 50); !some.isEmpty(); some = unheard("local", 50)) {
            assertThat(some).hasSize(50).allMatch(remnant -> heard.add(remnant.label()));
            List<Remnant> asked = some;
            world.remains(remains -> {
                asked.forEach(remnant -> remains.heard(remnant.id(), 143, List.of("bye")));
                return 0;
            });
        }

        assertThat(heard).hasSize(500);
        assertThat(ofServer("s0519")).singleElement().satisfies(remnant -> {
            assertThat(remnant.rollout()).isEqualTo(next.id());
            assertThat(remnant.exitCode()).isEqualTo(143);
        });
        world.clock.advance(Duration.ofHours(4).plusSeconds(1));
        assertThat(sweep()).isEqualTo(500);
    }

    @Test
    void whatWentWhileAFailureIsUnseenStaysWithIt() {
        world.rolledOut(40);
        Rollout failed = failed(false);
        InstanceKey other = world.instances(InstanceState.HEALTHY).get(0).key();
        world.in(room -> {
            room.fleet.remove(List.of(other));
            return 0;
        });
        world.clock.advance(Duration.ofDays(1));
        assertThat(sweep()).isZero();

        world.act(failed, "acknowledge");
        assertThat(sweep()).isGreaterThan(1);
    }

    private List<Remnant> unheard(String host) {
        return unheard(host, 10);
    }

    private List<Remnant> unheard(String host, int most) {
        return world.remains(remains -> remains.unheard(host, most));
    }

    private List<InstanceKey> onHost(String host) {
        return world.remains(remains -> remains.failed(host));
    }

    private List<Remnant> ofRollout(Rollout rollout) {
        return world.remains(remains -> remains.ofRollout(rollout.id()));
    }

    private List<Remnant> ofServer(String name) {
        return world.remains(remains -> remains.ofServer(name));
    }

    private int sweep() {
        return world.remains(Remains::sweep);
    }

    private void assertRefused(Rollout rollout, String why) {
        assertThatThrownBy(() -> world.act(rollout, "acknowledge"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ROLLOUT_STATE))
                .hasMessageContaining(why);
    }

    /** A rollout of fifty servers of which the first that are new never start. */
    private Rollout failed(boolean back) {
        Rollout rollout =
                world.request(world.sample(50), List.of(), "quick", new Terms.Wanted(Map.of(), true, List.of(), back));
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        List<Observation> givenUp = world.onHost(InstanceState.PLANNED).stream()
                .<Observation>map(instance -> new Observation.GivenUp(
                        instance.key(), instance.generation(), Reason.LAUNCH_FAILED, "no such program"))
                .toList();
        world.in(room -> {
            room.fleet.observe(givenUp);
            return 0;
        });
        assertThat(world.drive(ticket)).isEqualTo(GateAnswer.Kind.FAILED);
        return world.find(rollout.id());
    }
}

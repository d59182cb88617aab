package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.fleet.InstanceState;

@ExtendWith(TestingRollouts.Provider.class)
class MixturesTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void anAbortInTheMiddleLeavesAFleetBetweenTwoRevisionsUntilARolloutSucceeds() {
        world.rolledOut(10);
        Rollout half = halfWay(world.version(10, "2"), 4);
        assertThat(mixtures()).as("while it is open").isEmpty();

        world.act(half, "abort");
        world.look(world.open(half), 1);

        assertThat(mixtures()).singleElement().satisfies(mixture -> {
            assertThat(mixture.fleet()).isEqualTo("sample");
            assertThat(mixture.rollout()).isEqualTo(half.id());
            assertThat(mixture.state()).isEqualTo(RolloutState.CANCELLED);
            assertThat(List.of(mixture.revision(), mixture.before())).containsExactly(2L, 1L);
            assertThat(List.of(mixture.there(), mixture.behind(), mixture.others(), mixture.same(), mixture.missing()))
                    .containsExactly(4, 6, 0, 0, 0);
            assertThat(mixture.sentence())
                    .isEqualTo("fleet sample is degraded, between two revisions, since rollout " + half.id()
                            + " ended CANCELLED: 4 of revision 2, 6 of revision 1; a rollout that succeeds ends that");
        });

        world.rolledOut(world.version(10, "2"));
        assertThat(mixtures()).isEmpty();
    }

    @Test
    void whatIsTheSameInBothRevisionsAndWhatIsNotThereYetAreToldApart() {
        world.rolledOut(6);
        Rollout half = halfWay(world.sample(10), 8);
        world.act(half, "abort");
        world.look(world.open(half), 1);

        assertThat(mixtures()).singleElement().satisfies(mixture -> {
            assertThat(List.of(mixture.there(), mixture.behind(), mixture.same(), mixture.missing()))
                    .containsExactly(2, 0, 6, 2);
            assertThat(mixture.sentence()).contains("2 of revision 2, 6 the same in both, 2 of revision 2 not there");
        });
    }

    @Test
    void aRolloutThatEndedBeforeAnythingCameOfItLeavesTheFleetWhole() {
        world.rolledOut(10);
        Rollout none = world.request(world.version(10, "2"), List.of(4, 10), "quick");
        world.act(none, "abort");
        world.look(world.open(none), 0);

        assertThat(world.find(none.id()).state()).isEqualTo(RolloutState.CANCELLED);
        assertThat(mixtures()).isEmpty();
    }

    @Test
    void afterAFailureThoseThatServeInTheirFormerGenerationCountAsThat() {
        world.rolledOut(10);
        Rollout half = halfWay(world.version(10, "2"), 4);
        Ticket ticket = world.open(half);
        world.wishAll(ticket, 1);
        world.look(ticket, 1);
        world.fail(3);
        assertThat(world.look(ticket, 1)).isEqualTo(GateAnswer.Kind.FAILED);

        assertThat(mixtures()).singleElement().satisfies(mixture -> {
            assertThat(mixture.state()).isEqualTo(RolloutState.FAILED);
            assertThat(mixture.there()).isEqualTo(4);
            assertThat(mixture.behind()).isEqualTo(6);
        });
    }

    @Test
    void aFleetThatWentBackIsWhole() {
        world.rolledOut(10);
        Rollout half = halfWay(world.version(10, "2"), 4);
        world.act(half, "rollback");
        world.drive(world.openBack(half));
        world.hostsDoTheirWork();

        assertThat(world.find(half.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(world.instances(InstanceState.HEALTHY)).hasSize(10);
        assertThat(mixtures()).isEmpty();
    }

    /** The first phase, of so many servers, is through. */
    private Rollout halfWay(FleetFile file, int first) {
        Rollout rollout = world.request(
                file,
                List.of(first, file.servers().size()),
                "quick",
                new Terms.Wanted(Map.of(), false, List.of(), false));
        world.phase(world.open(rollout), 0);
        return rollout;
    }

    private List<Mixture> mixtures() {
        return world.in(room -> room.rollouts.mixtures());
    }
}

package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.upkeep.TestingArchives;

/** What becomes of a rollout on its way back when a backup of that moment is restored. */
@ExtendWith(TestingRollouts.Provider.class)
class RestoredRolloutTest {
    private static final int SERVERS = 60;

    @TempDir
    Path folder;

    private TestingRollouts world;
    private Rollout stable;
    private Rollout failing;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
        stable = world.rolledOut(world.version(SERVERS, "1"));
        failing = world.request(world.version(SERVERS, "2"), List.of(), "quick");
        Ticket ahead = world.open(failing);
        world.phase(ahead, 0);
        world.wishAll(ahead, 1);
        world.look(ahead, 1);
        world.hostsDoTheirWork();
        world.act(failing, "rollback");
        Ticket back = world.openBack(failing);
        world.wishAll(back, back.phases() - 1);
        world.look(back, back.phases() - 1);
        world.hostsDoTheirWork();
        assertThat(world.find(failing.id()).state()).isEqualTo(RolloutState.ROLLING_BACK);
    }

    @Test
    void itWaitsForAPersonAndStaysTheWayBack() throws Exception {
        restored();

        Rollout now = world.find(failing.id());
        assertThat(now.state()).isEqualTo(RolloutState.PAUSED);
        assertThat(now.reason()).isEqualTo("RESTORED");
        assertThat(now.rollbackRevision()).isEqualTo(stable.revision());
        world.timer();
        assertThat(world.launcher.asked).noneMatch(asked -> asked.contains("back " + failing.id() + " "));
    }

    @Test
    void resumedItGoesBackToTheEnd() throws Exception {
        restored();

        assertThat(world.act(failing, "resume").state()).isEqualTo(RolloutState.ROLLING_BACK);
        assertThat(world.launcher.asked).last().isEqualTo("start back " + failing.id());
        Ticket back = world.openBack(failing);
        world.phase(back, back.phases() - 1);
        world.in(room -> room.steps.close(back));
        world.hostsDoTheirWork();

        assertThat(world.find(failing.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(world.instances())
                .hasSize(SERVERS)
                .allMatch(instance ->
                        instance.definitionHash().equals("hash-1") && instance.state() == InstanceState.HEALTHY);
    }

    @Test
    void abortedItEndsAndTheNextRolloutMayBegin() throws Exception {
        restored();

        world.act(failing, "abort");
        Ticket last = world.openBack(failing);
        assertThat(world.look(last, last.phases() - 1)).isEqualTo(GateAnswer.Kind.ABORTED);
        assertThat(world.find(failing.id()).state()).isEqualTo(RolloutState.CANCELLED);
        world.hostsDoTheirWork();

        Rollout next = world.request(world.version(SERVERS, "3"), List.of(), "quick");
        assertThat(world.drive(world.open(next))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.instances())
                .hasSize(SERVERS)
                .allMatch(instance -> instance.definitionHash().equals("hash-3"));
    }

    @Test
    void askedToGoBackOnceMoreItBeginsTheWayBackAnew() throws Exception {
        restored();

        assertThat(world.act(failing, "rollback").state()).isEqualTo(RolloutState.ROLLING_BACK);
        Ticket back = world.openBack(failing);
        world.phase(back, back.phases() - 1);
        world.in(room -> room.steps.close(back));
        world.hostsDoTheirWork();

        assertThat(world.find(failing.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(world.instances())
                .allMatch(instance -> instance.definitionHash().equals("hash-1"));
    }

    /** A backup of now in the place of what is here, on a node that knows nothing of before. */
    private void restored() throws Exception {
        Path archive = folder.resolve("archive.zip");
        TestingArchives.writeOpen(world.database, archive);
        TestingArchives.restoreOpen(world.database, archive);
        world.crash();
    }
}

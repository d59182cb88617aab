package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

/** What people may ask of servers. */
@ExtendWith(TestingWorld.Provider.class)
class ActionsTest {
    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
    }

    @Test
    void peopleMayRestartStopAndStart() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = world.only().key();

        world.inFleet(fleet -> fleet.act("db-1", "restart"));
        assertThat(world.only().restarts()).isEqualTo(1);
        assertThat(world.only().state()).isEqualTo(InstanceState.PLANNED);

        world.inFleet(fleet -> fleet.act("db-1", "stop"));
        assertThat(world.only().state()).isEqualTo(InstanceState.STOPPING);
        assertThat(world.only().desired()).isEqualTo(Desired.STOPPED);
        refused("stop", ProblemCode.MOVE_FORBIDDEN);
        refused("restart", ProblemCode.MOVE_FORBIDDEN);

        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Gone(key, 1))));
        assertThat(world.only().state()).isEqualTo(InstanceState.STOPPED);

        world.inFleet(fleet -> fleet.act("db-1", "start"));
        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Started(key, 1, 1, 42))));
        assertThat(world.only().state()).isEqualTo(InstanceState.STARTING);
        refused("start", ProblemCode.MOVE_FORBIDDEN);
    }

    @Test
    void peopleMayDrainQuarantineAndRelease() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = world.only().key();
        assertThat(world.only().routable()).isTrue();
        refused("release", ProblemCode.MOVE_FORBIDDEN);

        world.inFleet(fleet -> fleet.act("db-1", "drain"));
        assertThat(world.only().routable()).isFalse();
        assertThat(world.only().state()).isEqualTo(InstanceState.HEALTHY);
        world.inFleet(fleet -> fleet.act("db-1", "release"));
        assertThat(world.only().routable()).isTrue();

        world.inFleet(fleet -> fleet.act("db-1", "quarantine"));
        assertThat(world.only().state()).isEqualTo(InstanceState.QUARANTINED);
        world.inFleet(fleet -> fleet.act("db-1", "release"));
        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Answers(key, 1))));
        assertThat(world.only().routable()).isTrue();
    }

    @Test
    void unknownServersAndActionsAreProblems() {
        refused("restart", ProblemCode.SERVER_NOT_FOUND);
        refused("explode", ProblemCode.ACTION_UNKNOWN);
    }

    private void refused(String action, ProblemCode code) {
        assertThatThrownBy(() -> world.inFleet(fleet -> fleet.act("db-1", action)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }
}

package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingRollouts.Provider.class)
class MeasurementsTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void whatAProgramTookIsKnownWhenItRunsNoMore() {
        world.rolledOut(fleet(2, "/data"));
        measured(100, 2);
        world.use = Optional.empty();

        Plan same = world.plan(fleet(3, "/data"));
        Plan likes = world.plan(fleet(3, "/elsewhere"));

        assertThat(same.forecast().memoryMegabytes()).isEqualTo(300);
        assertThat(same.forecast().sources()).containsEntry("memoryMegabytes", "measured on 3 servers");
        assertThat(likes.forecast().memoryMegabytes())
                .as("another definition of the same package")
                .isEqualTo(300);
        assertThat(likes.programs()).extracting(Plan.Program::memoryMegabytes).containsOnly(100L);
    }

    @Test
    void whatRunsSteadilyIsStillKnownLongAfterItWasNews() {
        world.rolledOut(fleet(1, "/data"));
        measured(100, 1);
        world.clock.advance(Duration.ofDays(89));
        measured(100, 1);
        world.use = Optional.empty();

        world.clock.advance(Duration.ofDays(2));
        world.in(room -> {
            room.measurements.purge();
            return 0;
        });

        assertThat(world.plan(fleet(1, "/data")).forecast().memoryMegabytes()).isEqualTo(100);
    }

    @Test
    void aStartIsMeasuredFromTheProcessToTheFirstAnswer() {
        world.rolledOut(fleet(1, "/data"));
        Instance now = world.instances().get(0);
        Instance before = at(now, InstanceState.STARTING, Duration.ofMillis(420));
        world.use = Optional.of(use(80, 1));
        world.clock.advance(Duration.ofMinutes(1));

        world.in(room -> {
            room.measurements.moved(new InstanceMoved(List.of(new InstanceMoved.Move(before, now))));
            room.measurements.write();
            return 0;
        });

        Plan plan = world.plan(fleet(1, "/other"));
        assertThat(plan.programs()).extracting(Plan.Program::startMillis).containsExactly(420L);
    }

    @Test
    void aProgramThatHasOnlyJustBegunIsNotMeasuredYet() {
        world.rolledOut(fleet(1, "/data"));
        world.use = Optional.of(use(80, 1));

        world.in(room -> {
            room.measurements.write();
            return 0;
        });
        world.use = Optional.empty();

        assertThat(world.plan(fleet(1, "/data")).forecast().memoryMegabytes()).isEqualTo(60);
    }

    @Test
    void aPhaseBeyondTheBudgetIsRefusedWithTheNumbersBeforeAnythingStarts() {
        world.rolledOut(fleet(2, "/data"));
        measured(100, 2);
        world.budget = 700;

        Plan plan = world.plan(fleet(10, "/data"));

        String sentence = "with 10 servers would take 1000 MB of the host's memory, and"
                + " coordinator.rollout.memory-budget-megabytes allows 700 MB. Of that 1000 MB are for the 10 copies"
                + " (measured on 10 servers), the rest for what runs there beside them. There is room for a phase of 7.";
        assertThat(plan.warnings())
                .filteredOn(warning -> warning.startsWith("MEMORY_BUDGET"))
                .singleElement()
                .asString()
                .contains(sentence);
        assertThatThrownBy(() -> world.request(plan, 0)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.MEMORY_BUDGET);
            assertThat(problem.detail()).contains(sentence);
        });
        assertThat(world.instances()).hasSize(2);

        Rollout small = world.request(fleet(10, "/data"), List.of(7), "quick");
        assertThat(small.state()).isEqualTo(RolloutState.PENDING);
    }

    @Test
    void whatOtherFleetsTakeCountsToo() {
        world.budget = 500;
        world.use = Optional.of(new HostUse(List.of(TestingUse.program("foreign#0", 450)), HostUse.Room.UNKNOWN));

        TestingRollouts.refused(() -> world.request(fleet(1, "/data"), List.of(), "quick"), ProblemCode.MEMORY_BUDGET);
    }

    /** Each copy runs as if it took so much, for long enough, and is measured. */
    private void measured(long megabytes, int copies) {
        world.use = Optional.of(use(megabytes, copies));
        world.clock.advance(Duration.ofMinutes(1));
        world.in(room -> {
            room.measurements.write();
            return 0;
        });
    }

    private static HostUse use(long megabytes, int copies) {
        List<HostUse.Item> items = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            items.add(TestingUse.program("memory-" + i + "#0", megabytes));
        }
        return new HostUse(items, HostUse.Room.UNKNOWN);
    }

    private FleetFile fleet(int servers, String folder) {
        List<ServerDefinition> definitions = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            definitions.add(TestingServers.server(
                    "memory-" + i,
                    Category.DEV_TOOLS,
                    new Way.Command(List.of("/opt/memory", "serve", folder), Map.of(), Way.Transport.STDIO, "/mcp"),
                    folder));
        }
        return world.catalog.file("sample", definitions);
    }

    private static Instance at(Instance now, InstanceState state, Duration earlier) {
        return new Instance(
                now.fleet(),
                now.key(),
                now.category(),
                now.host(),
                now.port(),
                now.endpoint(),
                now.generation(),
                now.definitionHash(),
                now.revision(),
                now.desired(),
                state,
                now.reason(),
                now.detail(),
                now.since().minus(earlier),
                now.pid(),
                now.attempt(),
                now.restarts(),
                now.draining(),
                now.epoch(),
                now.side(),
                now.beside(),
                now.tries(),
                0);
    }
}

package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.testing.TestingServers;

/** Servers on demand, on a real database. */
@ExtendWith(TestingWorld.Provider.class)
class StandbyTest {
    private static final InstanceKey KEY = new InstanceKey("shelf", 0);

    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
    }

    private static ServerDefinition onDemand(String hash) {
        Way way = TestingServers.command("shelf", Category.API, "/mcp").way();
        return TestingServers.server("shelf", Category.API, way, ServerDefinition.USUAL_SURGE, 60, hash);
    }

    private void asleep() {
        world.running(onDemand("1"));
        world.inFleet(fleet -> fleet.sleep(world.all(), "", null));
        assertThat(world.only().state()).isEqualTo(InstanceState.SLEEPING);
    }

    private void wake() {
        world.inFleet(fleet -> fleet.wake(List.of("shelf", "unknown"), world.clock.instant()));
    }

    @Test
    void whoSleepsIsWishedAndItsProcessIsNot() {
        asleep();

        Instance sleeper = world.only();
        assertThat(sleeper.desired()).isEqualTo(Desired.RUNNING);
        assertThat(sleeper.reason()).isEqualTo(Reason.IDLE);
        assertThat(sleeper.toRun()).isFalse();
        assertThat(sleeper.routable()).isFalse();
        assertThat(sleeper.pid()).isZero();
        assertThat(world.leases()).containsExactly(sleeper.port());
    }

    @Test
    void whatARolloutHoldsBackIsNotForWhoRoutesAndStarts() {
        world.inFleet(fleet -> fleet.wish(List.of(TestingWorld.wish(onDemand("1"), 0))));
        assertThat(world.all()).hasSize(1);
        world.inFleet(fleet -> assertThat(fleet.released()).isEmpty());

        world.inFleet(fleet -> fleet.letGo(List.of(KEY)));
        world.inFleet(fleet -> assertThat(fleet.released()).hasSize(1));
    }

    @Test
    void whatIsStillSeenOfItsProcessDoesNotWakeIt() {
        asleep();

        world.inFleet(fleet -> fleet.observe(List.of(
                new Observation.Started(KEY, 1, 1, 42),
                new Observation.Answers(KEY, 1),
                new Observation.Exited(KEY, 1, 1, 143, true),
                new Observation.GivenUp(KEY, 1, Reason.LAUNCH_FAILED, ""))));

        assertThat(world.only().state()).isEqualTo(InstanceState.SLEEPING);
    }

    @Test
    void manyCallsAtOnceAreOneStart() {
        asleep();
        int before = world.only().restarts();
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(CompletableFuture.runAsync(this::wake));
        }
        calls.forEach(CompletableFuture::join);

        Instance woken = world.only();
        assertThat(woken.state()).isEqualTo(InstanceState.PLANNED);
        assertThat(woken.reason()).isEqualTo(Reason.CALLED);
        assertThat(woken.restarts()).isEqualTo(before + 1);
        assertThat(woken.toRun()).isTrue();
    }

    @Test
    void itComesBackAndMaySleepAgainButNotAsItWasSeenBefore() {
        asleep();
        wake();
        world.inFleet(fleet ->
                fleet.observe(List.of(new Observation.Started(KEY, 1, 2, 43), new Observation.Answers(KEY, 1))));
        Instance first = world.only();
        assertThat(first.state()).isEqualTo(InstanceState.HEALTHY);
        world.inFleet(fleet -> fleet.sleep(List.of(first), "", null));
        wake();
        world.inFleet(fleet ->
                fleet.observe(List.of(new Observation.Started(KEY, 1, 3, 44), new Observation.Answers(KEY, 1))));

        world.inFleet(fleet -> fleet.sleep(List.of(first), "", null));
        assertThat(world.only().state()).isEqualTo(InstanceState.HEALTHY);
    }

    @Test
    void whatHasJustFailedIsTriedAgainByACallOnlyLater() {
        asleep();
        wake();
        world.inFleet(
                fleet -> fleet.observe(List.of(new Observation.GivenUp(KEY, 1, Reason.LAUNCH_FAILED, "no node"))));
        Instant failed = world.clock.instant();

        world.inFleet(fleet -> fleet.wake(List.of("shelf"), failed.minusSeconds(1)));
        assertThat(world.only().state()).isEqualTo(InstanceState.FAILED);
        world.clock.advance(Duration.ofSeconds(10));
        wake();
        assertThat(world.only().state()).isEqualTo(InstanceState.PLANNED);
    }

    @Test
    void onlyWhatRunsOnDemandSleepsAndNothingAPersonStoppedWakes() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        world.inFleet(fleet -> fleet.sleep(world.all(), "", null));
        assertThat(world.only().state()).isEqualTo(InstanceState.HEALTHY);
        asleepBeside();
        world.inFleet(fleet -> fleet.act("shelf", "stop"));
        wake();

        assertThat(world.all().get(1).desired()).isEqualTo(Desired.STOPPED);
        assertThat(world.all().get(1).state()).isEqualTo(InstanceState.STOPPING);
    }

    private void asleepBeside() {
        world.running(onDemand("1"));
        world.inFleet(fleet -> fleet.sleep(world.all(), "", null));
    }

    @Test
    void anotherDefinitionOfASleeperIsStartedInItsPlace() {
        asleep();

        world.inFleet(fleet -> fleet.wish(List.of(TestingWorld.wish(onDemand("2"), 0))));

        Instance next = world.only();
        assertThat(next.generation()).isEqualTo(2);
        assertThat(next.state()).isEqualTo(InstanceState.PLANNED);
        assertThat(next.beside()).isNull();
    }
}

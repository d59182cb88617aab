package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.testing.TestingServers;

/** What was seen of servers reaches their rows, and nothing else does. */
@ExtendWith(TestingWorld.Provider.class)
class ObservationsTest {
    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void observingTakesTheSameNumberOfStatementsForOneAndForAThousand(int count) {
        List<ServerDefinition> servers = TestingServers.many(count);
        world.inFleet(fleet -> fleet.wish(
                servers.stream().map(server -> TestingWorld.wish(server, 0)).toList()));
        world.inFleet(fleet -> fleet.letGo(servers.stream()
                .map(server -> new InstanceKey(server.name(), 0))
                .toList()));
        List<Observation> seen = servers.stream()
                .<Observation>map(server -> new Observation.Started(new InstanceKey(server.name(), 0), 1, 1, 42))
                .toList();

        assertThat(world.statementsOf(fleet -> fleet.observe(seen)))
                .as("the rows, what is beside them, the change, and a word to other nodes")
                .isEqualTo(4);
        assertThat(world.statementsOf(fleet -> fleet.observe(seen))).isEqualTo(2);
        assertThat(world.statementsOf(Fleet::all)).as("a mark and the reading").isEqualTo(2);
        assertThat(world.statementsOf(Fleet::counts)).isEqualTo(1);
        assertThat(world.statementsOf(fleet -> fleet.onHost("local")))
                .as("a mark and the reading")
                .isEqualTo(2);
        assertThat(world.fromFleet(Fleet::counts).states()).isEqualTo(Map.of(InstanceState.STARTING, count));
        assertThat(world.events.fired().get(world.events.fired().size() - 1).moves())
                .hasSize(count);
    }

    @Test
    void severalObservationsOfOneInstanceAreTakenInOrderAndToldAsOneMove() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        Instance before = world.only();

        world.inFleet(fleet -> fleet.observe(List.of(
                new Observation.Fails(before.key(), 1, Reason.CUT, "reset"),
                new Observation.Exited(before.key(), 1, 1, 1, true),
                new Observation.Started(before.key(), 1, 2, 77))));

        InstanceMoved last = world.events.fired().get(world.events.fired().size() - 1);
        assertThat(last.moves()).containsExactly(new InstanceMoved.Move(before, world.only()));
        assertThat(world.only().state()).isEqualTo(InstanceState.STARTING);
        assertThat(world.only().attempt()).isEqualTo(2);
    }

    @Test
    void theHolderOfAnOlderLeaseChangesNothing() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = world.only().key();
        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Exited(key, 1, 1, 9, true)), null, 8));
        Instance before = world.only();

        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Started(key, 1, 2, 5)), null, 7));
        assertThat(world.only()).isEqualTo(before);

        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Started(key, 1, 2, 5)), null, 8));
        assertThat(world.only().state()).isEqualTo(InstanceState.STARTING);
    }

    @Test
    void whatIsSeenOfUnknownInstancesIsDropped() {
        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Answers(new InstanceKey("nobody", 0), 1))));

        assertThat(world.events.fired()).isEmpty();
    }

    @Test
    void theDeadlineCountsFromTheStartButNotFromATimeNobodyWatched() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = world.only().key();
        world.inFleet(fleet -> assertThat(fleet.giveUpLate(Instant.EPOCH)).isFalse());
        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Started(key, 1, 2, 5))));
        var started = world.clock.instant();

        world.clock.advance(Duration.ofSeconds(120));
        world.inFleet(fleet -> assertThat(fleet.giveUpLate(started)).isTrue());
        assertThat(world.only().state()).isEqualTo(InstanceState.STARTING);

        world.clock.advance(Duration.ofMillis(1));
        world.inFleet(fleet -> fleet.giveUpLate(started.plusSeconds(60)));
        assertThat(world.only().state()).isEqualTo(InstanceState.STARTING);

        world.inFleet(fleet -> assertThat(fleet.giveUpLate(started)).isTrue());
        assertThat(world.only().state()).isEqualTo(InstanceState.FAILED);
        world.inFleet(fleet -> assertThat(fleet.giveUpLate(started)).isFalse());
        assertThat(world.only().reason()).isEqualTo(Reason.DEADLINE);
    }
}

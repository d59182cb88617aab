package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingWorld.Provider.class)
class LastLooksTest {
    private static final ServerDefinition SERVER = TestingServers.builtin("db-1", Category.DATABASE, "1");
    private static final InstanceKey KEY = new InstanceKey("db-1", 0);

    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
        world.running(SERVER);
    }

    @Test
    void whereNothingHasChangedTheSameListIsGivenAndOneRowIsRead() {
        List<Instance> all = world.all();
        List<Instance> onHost = world.onHost();

        assertThat(world.all()).isSameAs(all);
        assertThat(world.onHost()).isSameAs(onHost);
        assertThat(world.statementsOf(Fleet::all)).isEqualTo(1);
    }

    @Test
    void aChangedAnAddedAndARemovedInstanceAreSeen() {
        assertThat(world.all()).extracting(Instance::state).containsExactly(InstanceState.HEALTHY);

        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Fails(KEY, 1, Reason.SLOW, "slow"))));
        assertThat(world.all()).extracting(Instance::state).containsExactly(InstanceState.UNHEALTHY);

        world.running(TestingServers.builtin("db-2", Category.DATABASE, "1"));
        assertThat(world.all()).hasSize(2);
        assertThat(world.onHost()).hasSize(2);

        world.database.inTransaction(em -> em.createNativeQuery("DELETE FROM instance WHERE server = 'db-2'")
                .executeUpdate());
        assertThat(world.all()).hasSize(1);
        assertThat(world.onHost()).hasSize(1);
    }

    @Test
    void aChangeOfWhatIsBesideAnInstanceIsSeen() {
        List<Instance> before = world.all();
        world.database.inTransaction(
                em -> em.createNativeQuery("INSERT INTO beside SELECT * FROM instance WHERE server = 'db-1'")
                        .executeUpdate());
        assertThat(world.all()).isNotSameAs(before);
        assertThat(world.only().beside()).isNotNull();

        world.database.inTransaction(
                em -> em.createNativeQuery("UPDATE beside SET port = 3199").executeUpdate());
        assertThat(world.only().beside()).extracting(Instance::port).isEqualTo(3199);

        world.database.inTransaction(
                em -> em.createNativeQuery("DELETE FROM beside").executeUpdate());
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void whatWasTakenBackIsNotSeenAfterwards() {
        List<Instance> before = world.all();
        assertThatThrownBy(() -> world.inFleet(fleet -> {
                    fleet.observe(List.of(new Observation.Fails(KEY, 1, Reason.SLOW, "slow")));
                    assertThat(fleet.all()).extracting(Instance::state).containsExactly(InstanceState.UNHEALTHY);
                    throw new IllegalStateException("back");
                }))
                .hasMessage("back");
        assertThat(world.all()).isEqualTo(before);
    }
}

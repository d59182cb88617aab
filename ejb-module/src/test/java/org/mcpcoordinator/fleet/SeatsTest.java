package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.testing.TestingServers;

/** Servers that get another port than they had, or whose record names another than theirs. */
@ExtendWith(TestingWorld.Provider.class)
class SeatsTest {
    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
    }

    @Test
    void aReplacementTakesAnotherPortOnceAndIsRemembered() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = new InstanceKey("db-1", 0);
        Tries tries =
                new Tries(2, 1, world.clock.instant(), world.clock.instant().plusSeconds(20));
        Reseat seat = new Reseat(key, "local", 1, 0, tries.due());
        int before = world.only().port();

        world.inFleet(fleet -> fleet.observe(
                List.of(new Observation.Exited(key, 1, 1, 1, false), new Observation.Retrying(key, 1, tries))));
        world.inFleet(fleet -> fleet.reseat(List.of(seat)));
        world.inFleet(fleet -> fleet.reseat(List.of(seat)));

        Instance after = world.only();
        assertThat(after.state()).isEqualTo(InstanceState.FAILED);
        assertThat(after.reason()).isEqualTo(Reason.EXITED);
        assertThat(after.port()).isNotEqualTo(before);
        assertThat(after.endpoint()).isEqualTo("http://127.0.0.1:" + after.port() + "/mcp");
        assertThat(after.restarts()).isEqualTo(1);
        assertThat(after.tries()).isEqualTo(tries);
        assertThat(world.leases()).hasSize(1);
        world.inFleet(fleet -> fleet.act("db-1", "restart"));
        assertThat(world.only().tries()).isNull();
    }

    @Test
    void aRecordThatIsOlderThanWhatRunsIsWishedAboveItOnceAndKeepsItsPort() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        Instance before = world.only();
        Outrun outrun = new Outrun(before.key(), "local", 1, 4);

        world.inFleet(fleet -> fleet.outrun(List.of(outrun)));
        world.inFleet(fleet -> fleet.outrun(List.of(outrun)));

        assertThat(world.only().generation()).isEqualTo(5);
        assertThat(world.only().port()).isEqualTo(before.port());
        assertThat(world.leases()).hasSize(1);
        assertThatThrownBy(() -> new Outrun(before.key(), "local", 3, 2)).hasMessageContaining("telling is enough");
    }

    @Test
    void aRecordOfAnotherPortThanTheServersOwnIsCorrectedAndNothingIsRestarted() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = new InstanceKey("db-1", 0);
        Instance before = world.only();
        world.database.inTransaction(
                em -> em.createNativeQuery("UPDATE instance SET port = 3177, endpoint = 'http://127.0.0.1:3177/mcp'")
                        .executeUpdate());

        world.inFleet(fleet -> fleet.correct(List.of(new Correction(key, "local", 1, before.port()))));

        assertThat(world.only()).isEqualTo(before);
        assertThat(world.leases()).hasSize(1);
    }

    @Test
    void aServerOnAPortThatIsReservedForAnotherIsStartedElsewhere() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        world.running(TestingServers.builtin("db-2", Category.DATABASE, "1"));
        InstanceKey key = new InstanceKey("db-1", 0);
        int others = world.fromFleet(
                fleet -> fleet.find(new InstanceKey("db-2", 0)).orElseThrow().port());

        world.inFleet(fleet -> fleet.correct(List.of(new Correction(key, "local", 1, others))));

        Instance after = world.fromFleet(fleet -> fleet.find(key).orElseThrow());
        assertThat(after.port()).isNotEqualTo(others);
        assertThat(after.restarts()).isEqualTo(1);
        assertThat(world.leases()).hasSize(2);
    }
}

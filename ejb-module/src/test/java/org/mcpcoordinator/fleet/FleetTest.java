package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingWorld.Provider.class)
class FleetTest {
    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
    }

    @Test
    void aWishReservesThePromisedPortAndIsHeldUntilLetGo() {
        InstanceKey key = new InstanceKey("db-1", 0);
        world.inFleet(fleet ->
                fleet.wish(List.of(TestingWorld.wish(TestingServers.builtin("db-1", Category.DATABASE, "1"), 3123))));

        assertThat(world.onHost()).isEmpty();
        assertThat(world.events.fired()).isEmpty();

        world.inFleet(fleet -> fleet.letGo(List.of(key)));
        world.inFleet(fleet -> fleet.letGo(List.of(key)));

        Instance instance = world.fromFleet(fleet -> fleet.onHost("local")).get(0);
        assertThat(instance.port()).isEqualTo(3123);
        assertThat(instance.endpoint()).isEqualTo("http://127.0.0.1:3123/mcp");
        assertThat(instance.state()).isEqualTo(InstanceState.PLANNED);
        assertThat(instance.reason()).isEqualTo(Reason.WISHED);
        assertThat(instance.generation()).isEqualTo(1);
        assertThat(world.events.fired())
                .containsExactly(new InstanceMoved(List.of(new InstanceMoved.Move(null, instance))));
    }

    @Test
    void theSameWishAgainChangesNothingAndAnotherDefinitionIsTheNextGenerationOnTheSamePort() {
        ServerDefinition first = TestingServers.builtin("db-1", Category.DATABASE, "1");
        world.running(first);
        Instance before = world.only();

        world.inFleet(fleet -> fleet.wish(List.of(TestingWorld.wish(first, 0))));
        assertThat(world.only()).isEqualTo(before);

        world.inFleet(fleet ->
                fleet.wish(List.of(TestingWorld.wish(TestingServers.builtin("db-1", Category.DATABASE, "2"), 0))));
        assertThat(world.only()).isEqualTo(before);
        world.inFleet(fleet -> fleet.letGo(List.of(before.key())));
        Instance after = world.only();
        assertThat(after.next()).hasValueSatisfying(next -> {
            assertThat(next.generation()).isEqualTo(2);
            assertThat(next.port()).isEqualTo(before.port());
            assertThat(next.state()).isEqualTo(InstanceState.PLANNED);
            assertThat(next.attempt()).isZero();
        });
        assertThat(world.events.fired().get(world.events.fired().size() - 1).moves())
                .containsExactly(new InstanceMoved.Move(before, after));
    }

    @Test
    void theCountsAreThoseOfAllInstances() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        world.running(TestingServers.builtin("db-2", Category.DATABASE, "1"));
        world.inFleet(fleet -> fleet.wish(
                List.of(TestingWorld.wish(TestingServers.url("b", Category.API, "https://example.org/mcp"), 0))));

        Counts counts = world.fromFleet(Fleet::counts);

        assertThat(counts.groups())
                .containsExactlyInAnyOrderElementsOf(
                        Counts.of(world.fromFleet(Fleet::all)).groups());
        assertThat(counts.desired()).isEqualTo(3);
        assertThat(counts.onHost("local")).isEqualTo(3);
        assertThat(counts.ofCategory("database").states()).hasSize(1).containsValue(2);
        assertThat(counts.ofCategory("ai-ml").desired()).isZero();
    }

    @Test
    void endpointsFollowTheWayOfRunning() {
        world.inFleet(fleet -> fleet.wish(List.of(
                TestingWorld.wish(TestingServers.command("a", Category.API, "/tools"), 0),
                TestingWorld.wish(TestingServers.url("b", Category.API, "https://example.org/mcp"), 0))));

        List<Instance> all = world.fromFleet(Fleet::all);
        assertThat(all.get(0).endpoint()).isEqualTo("http://127.0.0.1:3300/tools");
        assertThat(all.get(1).endpoint()).isEqualTo("https://example.org/mcp");
        assertThat(all.get(1).port()).isZero();
        assertThat(all.get(1).state()).isEqualTo(InstanceState.STARTING);
    }

    @Test
    void whoFindsNoPortFailsAloneAndPortsOfStrangersAreLeftOut() {
        IntStream.range(4100, 4200).forEach(world.strangers::add);
        world.strangers.add(3107);
        List<Wish> chunk = IntStream.range(0, 100)
                .mapToObj(i -> TestingWorld.wish(TestingServers.builtin("db-" + i, Category.DATABASE, "1"), 0))
                .toList();

        world.inFleet(fleet -> fleet.wish(chunk));

        List<Instance> all = world.fromFleet(Fleet::all);
        assertThat(all).hasSize(100);
        assertThat(all.stream().filter(i -> i.reason() == Reason.PORT_EXHAUSTED))
                .hasSize(1);
        assertThat(all.stream().map(Instance::port).filter(port -> port != 0))
                .hasSize(99)
                .doesNotHaveDuplicates();
        assertThat(all).noneMatch(i -> i.port() == 3107);
    }

    @Test
    void twoCoordinatorsAtOnceGiveNoPortTwice() throws Exception {
        List<ServerDefinition> servers = TestingServers.many(1000);
        List<CompletableFuture<Void>> both = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            List<ServerDefinition> mine = servers.subList(half * 500, half * 500 + 500);
            both.add(CompletableFuture.runAsync(() -> {
                for (int chunk = 0; chunk < 5; chunk++) {
                    List<Wish> wishes = mine.subList(chunk * 100, chunk * 100 + 100).stream()
                            .map(server -> TestingWorld.wish(server, 0))
                            .toList();
                    world.inFleet(fleet -> fleet.wish(wishes));
                }
            }));
        }
        for (CompletableFuture<Void> one : both) {
            one.get(60, TimeUnit.SECONDS);
        }

        List<Instance> all = world.fromFleet(Fleet::all);
        assertThat(all).hasSize(1000);
        assertThat(all.stream().map(Instance::port)).doesNotHaveDuplicates().doesNotContain(0);
        assertThat(world.fromFleet(Fleet::counts).states()).isEqualTo(Map.of(InstanceState.PLANNED, 1000));
    }

    @Test
    void theDatabaseItselfRefusesAPortTwice() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        world.running(TestingServers.builtin("db-2", Category.DATABASE, "1"));

        assertThatThrownBy(() -> world.database.inTransaction(em -> em.createNativeQuery(
                                "INSERT INTO port_lease (host, port, server, replica) VALUES ('local', 3100, 'db-2', 0)")
                        .executeUpdate()))
                .hasStackTraceContaining("port_lease_pkey");
    }

    @Test
    void aRemovedInstanceIsDeletedWithItsPortOnceGone() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = world.only().key();

        world.inFleet(fleet -> fleet.remove(List.of(key)));
        assertThat(world.only().state()).isEqualTo(InstanceState.STOPPING);

        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Gone(key, 1))));
        assertThat(world.all()).isEmpty();
        assertThat(world.leases()).isEmpty();
        assertThat(world.events
                        .fired()
                        .get(world.events.fired().size() - 1)
                        .moves()
                        .get(0)
                        .after())
                .isNull();
    }

    @Test
    void aServerOfTheNameOfOneThatIsGoneGoesOnCountingGenerations() {
        InstanceKey key = new InstanceKey("b", 0);
        for (long generation = 1; generation < 4; generation++) {
            world.inFleet(fleet -> fleet.wish(
                    List.of(TestingWorld.wish(TestingServers.url("b", Category.API, "https://example.org/mcp"), 0))));
            world.inFleet(fleet -> fleet.letGo(List.of(key)));

            assertThat(world.only().generation()).isEqualTo(generation);
            world.inFleet(fleet -> fleet.remove(List.of(key)));
            assertThat(world.all()).isEmpty();
        }
    }

    @Test
    void aRemoteServerIsGoneAtOnce() {
        world.inFleet(fleet -> fleet.wish(
                List.of(TestingWorld.wish(TestingServers.url("b", Category.API, "https://example.org/mcp"), 0))));

        world.inFleet(fleet -> fleet.remove(List.of(new InstanceKey("b", 0))));

        assertThat(world.all()).isEmpty();
    }

    @Test
    void heldWishesAreForgottenWithTheirPorts() {
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        world.inFleet(fleet ->
                fleet.wish(List.of(TestingWorld.wish(TestingServers.builtin("db-2", Category.DATABASE, "1"), 0))));

        world.inFleet(fleet -> fleet.forgetHeld("sample"));

        assertThat(world.only().key().server()).isEqualTo("db-1");
        assertThat(world.leases()).hasSize(1);
    }

    @Test
    void listsAreFilteredAndPaged() {
        List<ServerDefinition> servers = TestingServers.many(50);
        world.inFleet(fleet -> fleet.wish(
                servers.stream().map(server -> TestingWorld.wish(server, 0)).toList()));

        Page page = world.fromFleet(fleet -> fleet.list(new ServerFilter(null, null, null, null, 1, 20)));
        assertThat(page.total()).isEqualTo(50);
        assertThat(page.items()).hasSize(20);
        assertThat(page.items().get(0).key().server()).isEqualTo("s0020");
        Page filtered = world.fromFleet(
                fleet -> fleet.list(new ServerFilter(InstanceState.PLANNED, "filesystem", "local", "S004", 0, 20)));
        assertThat(filtered.items()).extracting(i -> i.key().server()).containsExactly("s0041");
        assertThat(world.fromFleet(fleet -> fleet.list(new ServerFilter(null, null, null, "%", 0, 20)))
                        .total())
                .isZero();
    }
}

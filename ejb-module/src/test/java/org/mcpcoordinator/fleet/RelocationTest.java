package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.testing.TestingServers;

/** Servers get other hosts: because theirs is dead, or is to be emptied. */
@ExtendWith(TestingWorld.Provider.class)
class RelocationTest {
    private static final InstanceKey KEY = new InstanceKey("alpha", 0);

    private final UUID life = UUID.randomUUID();
    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
        world.database.inTransaction(em -> {
            em.createNativeQuery("DELETE FROM lease").executeUpdate();
            new TestingCluster(em, "node-1", life).cluster().join();
        });
    }

    @Test
    void aServerOfADeadHostBeginsElsewhereAsAnotherGeneration() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));

        lose(before, "b");

        Instance after = world.only();
        assertThat(after.host()).isEqualTo("b");
        assertThat(after.generation()).isEqualTo(before.generation() + 1);
        assertThat(after.state()).isEqualTo(InstanceState.PLANNED);
        assertThat(after.detail()).isEqualTo("why");
        assertThat(after.pid()).isZero();
        assertThat(after.port()).as("free there, too").isEqualTo(before.port());
        assertThat(ports()).containsExactly("b:" + before.port());
        assertThat(on("local")).isEmpty();
        assertThat(on("b")).containsExactly(after);
        assertThat(lastMove().before()).isEqualTo(before);
        assertThat(lastMove().after()).isEqualTo(after);
    }

    @Test
    void aPortThatIsTakenThereIsAnother() {
        Instance first = running(TestingServers.builtin("alpha", Category.API, "1"));
        ServerDefinition other = TestingServers.builtin("beta", Category.API, "1");
        world.inFleet(fleet ->
                fleet.wish(List.of(new Wish("sample", new InstanceKey("beta", 0), "b", other, 1, first.port()))));

        lose(first, "b");

        assertThat(find().port()).isEqualTo(first.port() + 1);
        assertThat(find().endpoint()).isEqualTo("http://127.0.0.1:" + (first.port() + 1) + "/mcp");
        assertThat(ports()).containsExactlyInAnyOrder("b:" + first.port(), "b:" + (first.port() + 1));
    }

    @Test
    void whatTheOldHostsHolderStillSawChangesNothingAndWhatTheNewOneSeesCounts() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));
        Lease old = lease(Host.lease("local"));
        lose(before, "b");
        Instance moved = world.only();

        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Started(KEY, 2, 7, 99)), old, old.epoch() + 40));
        assertThat(world.only()).as("told by a host where it is not").isEqualTo(moved);

        Lease fresh = lease(Host.lease("b"));
        world.inFleet(fleet -> fleet.observe(
                List.of(new Observation.Started(KEY, 2, 1, 5), new Observation.Answers(KEY, 2)), fresh, fresh.epoch()));
        assertThat(world.only().state()).isEqualTo(InstanceState.HEALTHY);
        assertThat(world.only().pid()).isEqualTo(5);
    }

    @Test
    void nothingIsMovedOnceTheHostsLeaseIsLost() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));
        Lease lost = lease(Host.lease("local"));
        world.database.inTransaction(em -> em.createNativeQuery("UPDATE lease SET expires_at = clock_timestamp()")
                .executeUpdate());
        assertThat(world.<Boolean>fromRelocations(desk -> desk.lose(List.of(to(before, "b")), lost)))
                .isFalse();
        assertThat(world.only()).isEqualTo(before);
    }

    @Test
    void whatWasMovedMeanwhileIsNotMovedAgain() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));
        lose(before, "b");
        Instance once = world.only();
        lose(before, "c");
        assertThat(world.only()).isEqualTo(once);
    }

    @Test
    void whatAPersonStoppedStaysStoppedAndWhatWasWishedAwayIsGone() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));
        world.inFleet(fleet -> fleet.act("alpha", "stop"));
        lose(world.only(), "b");
        assertThat(world.only().desired()).isEqualTo(Desired.STOPPED);
        assertThat(world.only().state()).isEqualTo(InstanceState.STOPPED);
        assertThat(world.only().host()).isEqualTo("b");

        world.inFleet(fleet -> fleet.act("alpha", "start"));
        world.inFleet(fleet -> fleet.remove(List.of(KEY)));
        assertThat(world.only().state()).isEqualTo(InstanceState.STOPPING);
        Lease lease = lease(Host.lease("b"));
        lose(lease, List.of(new Relocation(KEY, before.generation() + 1, "b", "c", "why")));
        assertThat(world.all()).isEmpty();
        assertThat(ports()).isEmpty();
    }

    @Test
    void aServerThatSomebodyElseRunsIsAskedFromElsewhereAndStaysHealthy() {
        Instance before = running(TestingServers.url("alpha", Category.API, "https://example.org/mcp"));
        lose(before, "b");
        assertThat(world.only().host()).isEqualTo("b");
        assertThat(world.only().state()).isEqualTo(InstanceState.HEALTHY);
        assertThat(world.only().generation()).isEqualTo(before.generation());
    }

    @Test
    void anUpdateThatWasUnderWayOnADeadHostIsWhatBeginsElsewhere() {
        running(TestingServers.command("alpha", Category.API, "/mcp"));
        ServerDefinition second = TestingServers.server(
                "alpha",
                Category.API,
                TestingServers.command("alpha", Category.API, "/mcp").way(),
                "2");
        world.inFleet(fleet -> fleet.wish(List.of(TestingWorld.wish(second, 0))));
        world.inFleet(fleet -> fleet.letGo(List.of(KEY)));
        assertThat(world.only().next()).isPresent();

        lose(world.only(), "b");

        assertThat(world.only().beside()).isNull();
        assertThat(world.only().definitionHash()).isEqualTo(second.hash());
        assertThat(world.only().generation()).isEqualTo(3);
        assertThat(ports()).hasSize(1).allMatch(port -> port.startsWith("b:"));
    }

    @Test
    void aHostIsEmptiedWithoutAGap() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));

        accompany(List.of(to(before, "b")));

        Instance both = world.only();
        assertThat(both.routable()).isTrue();
        assertThat(both.host()).isEqualTo("local");
        Instance next = both.next().orElseThrow();
        assertThat(next.host()).isEqualTo("b");
        assertThat(ports()).containsExactlyInAnyOrder("local:" + both.port(), "b:" + next.port());
        assertThat(on("local")).as("each host knows its own").singleElement().satisfies(here -> {
            assertThat(here.generation()).isEqualTo(1);
            assertThat(here.beside()).isNull();
        });
        assertThat(on("b")).singleElement().satisfies(there -> {
            assertThat(there.generation()).isEqualTo(2);
            assertThat(there.state()).isEqualTo(InstanceState.PLANNED);
        });

        Lease b = lease(Host.lease("b"));
        world.inFleet(fleet -> fleet.observe(
                List.of(new Observation.Started(KEY, 2, 1, 7), new Observation.Answers(KEY, 2)), b, b.epoch()));
        Instance after = world.only();
        assertThat(after.routable()).isTrue();
        assertThat(after.host()).isEqualTo("b");
        assertThat(after.generation()).isEqualTo(2);
        assertThat(after.last().orElseThrow().host()).isEqualTo("local");
        assertThat(on("local")).singleElement().satisfies(last -> {
            assertThat(last.desired()).isEqualTo(Desired.STOPPED);
            assertThat(last.generation()).isEqualTo(1);
        });

        Lease here = lease(Host.lease("local"));
        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Gone(KEY, 1)), here, here.epoch()));
        assertThat(world.only().beside()).isNull();
        assertThat(ports()).containsExactly("b:" + after.port());
        assertThat(world.events.fired())
                .allSatisfy(event -> assertThat(event.moves())
                        .noneMatch(move -> move.before() != null
                                && move.before().routable()
                                && !move.any().routable()));
    }

    @Test
    void ifTheHostDiesThatIsBeingEmptiedWhatCameUpElsewhereTakesOver() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));
        accompany(List.of(to(before, "b")));
        lose(world.only(), "c");
        assertThat(world.only().host()).isEqualTo("b");
        assertThat(world.only().generation()).isEqualTo(2);
        assertThat(world.only().beside()).isNull();
        assertThat(ports()).hasSize(1).allMatch(port -> port.startsWith("b:"));
    }

    @Test
    void ifTheOtherHostDiesWhatServesGoesOnAlone() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));
        accompany(List.of(to(before, "b")));
        Lease lease = lease(Host.lease("b"));
        lose(lease, List.of(new Relocation(KEY, 1, "b", "local", "why")));
        assertThat(world.only()).isEqualTo(before);
        assertThat(ports()).containsExactly("local:" + before.port());
    }

    @Test
    void aWishDoesNotMoveWhatWasMoved() {
        Instance before = running(TestingServers.builtin("alpha", Category.API, "1"));
        lose(before, "b");
        ServerDefinition second = TestingServers.builtin("alpha", Category.API, "2");
        world.inFleet(fleet -> fleet.wish(List.of(TestingWorld.wish(second, 0))));
        world.inFleet(fleet -> fleet.letGo(List.of(KEY)));
        assertThat(world.only().host()).isEqualTo("b");
        assertThat(world.only().definitionHash()).isEqualTo(second.hash());
        assertThat(ports()).hasSize(1).allMatch(port -> port.startsWith("b:"));
    }

    @Test
    void aHundredServersAreMovedInAsManyStatementsAsOne() {
        world.inFleet(fleet -> fleet.wish(TestingServers.many(101).stream()
                .map(server -> TestingWorld.wish(server, 0))
                .toList()));
        List<Instance> all = world.all();
        world.inFleet(fleet -> fleet.letGo(all.stream().map(Instance::key).toList()));
        Lease lease = lease(Host.lease("local"));
        List<Relocation> wanted = all.stream().map(each -> to(each, "b")).toList();
        long one = statements(wanted.subList(0, 1), lease);
        long many = statements(wanted.subList(1, 101), lease);
        assertThat(many).isEqualTo(one);
        assertThat(world.all()).allMatch(instance -> instance.host().equals("b"));
    }

    private Instance running(ServerDefinition server) {
        world.running(server);
        return world.only();
    }

    private void lose(Instance instance, String to) {
        Lease lease = lease(Host.lease("local"));
        lose(lease, List.of(to(instance, to)));
    }

    private void lose(Lease lease, List<Relocation> wanted) {
        assertThat(world.<Boolean>fromRelocations(desk -> desk.lose(wanted, lease)))
                .isTrue();
    }

    private void accompany(List<Relocation> wanted) {
        world.fromRelocations(desk -> {
            desk.accompany(wanted);
            return true;
        });
    }

    private long statements(List<Relocation> wanted, Lease lease) {
        return world.statementsOf(
                (em, fleet) -> TestingFleet.relocations(em, fleet).lose(wanted, lease));
    }

    private static Relocation to(Instance instance, String to) {
        return new Relocation(instance.key(), instance.generation(), "local", to, "why");
    }

    private Lease lease(String name) {
        return world.database.fromTransaction(em -> new TestingCluster(em, "node-1", life)
                .leases()
                .acquire(name, Duration.ofMinutes(5))
                .orElseThrow());
    }

    private Instance find() {
        return world.fromFleet(fleet -> fleet.find(KEY).orElseThrow());
    }

    private List<Instance> on(String host) {
        return world.fromFleet(fleet -> fleet.onHost(host));
    }

    private InstanceMoved.Move lastMove() {
        List<InstanceMoved> fired = world.events.fired();
        return Objects.requireNonNull(fired.get(fired.size() - 1).moves().get(0));
    }

    private List<String> ports() {
        return world.database.fromTransaction(
                em -> em.createQuery("SELECT p FROM PortLeaseRow p", PortLeaseRow.class).getResultList().stream()
                        .map(row -> row.host + ":" + row.port)
                        .toList());
    }
}

package org.mcpcoordinator.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.TestingCatalog;
import org.mcpcoordinator.cluster.AgentReport;
import org.mcpcoordinator.cluster.Capacity;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.HostState;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Placing;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Relocations;
import org.mcpcoordinator.fleet.TestingFleet;
import org.mcpcoordinator.fleet.Wish;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;

/** Hosts die, are emptied and come back, on the real database. */
class RescueTest {
    private static final long MB = 1L << 20;
    private static final long EACH = 10 * MB;
    private static final String BIG = "{\"name\": \"big\", \"category\": \"api\", \"replicas\": 16,"
            + " \"command\": \"node\", \"args\": [\"${port}\"]},";

    private static TestingDatabase database;

    private final TestingClock clock = new TestingClock();
    private final TestingEvent<InstanceMoved> moves = new TestingEvent<>();
    private final UUID life = UUID.randomUUID();
    private final List<String> audited = new ArrayList<>();
    private Revision revision;

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void threeHosts() {
        database.inTransaction(em -> {
            Stream.of("lease", "instance", "retired", "remains", "node", "host")
                    .forEach(table ->
                            em.createNativeQuery("DELETE FROM " + table).executeUpdate());
            Catalog catalog = TestingCatalog.catalog(em, clock);
            revision = catalog.accept(
                    catalog.read(IntStream.range(0, 6)
                            .mapToObj(i -> "{\"name\": \"s" + i + "\", \"category\": \"api\", \"replicas\": 2,"
                                    + " \"command\": \"node\", \"args\": [\"${port}\"]"
                                    + (i == 5 ? ", \"surge\": 0" : "") + "}")
                            .collect(Collectors.joining(",", "{\"fleet\": \"f\", \"servers\": [" + BIG, "]}"))),
                    "anna",
                    "");
            new TestingCluster(em, "node-1", life).cluster().join();
            for (String host : List.of("a", "b", "c")) {
                room(em).cluster.agentSeen(host, report(1000));
                new TestingCluster(em, "node-" + host, host, life).cluster().join();
            }
        });
        for (int i = 0; i < 4; i++) {
            running("s" + i, 0, "a");
            running("s" + i, 1, "b");
        }
    }

    @Test
    void theServersOfADeadHostAreStartedElsewhereOnceAndNotBesideTheirCopies() {
        dies("a");

        rescue("a");

        assertThat(all()).noneMatch(instance -> instance.host().equals("a"));
        List<Instance> moved =
                all().stream().filter(instance -> instance.key().replica() == 0).toList();
        assertThat(moved).hasSize(4).allSatisfy(instance -> {
            assertThat(instance.host()).as("the other copy is on b").isEqualTo("c");
            assertThat(instance.generation()).isEqualTo(2);
            assertThat(instance.state()).isEqualTo(InstanceState.PLANNED);
        });
        assertThat(all().stream().filter(instance -> instance.key().replica() == 1))
                .as("nothing else moves")
                .allMatch(instance -> instance.host().equals("b") && instance.generation() == 1);
        assertThat(host("a").leftAt()).isNotNull();
        assertThat(audited).containsExactly("system host.dead a 4 copies are started elsewhere");

        List<Instance> once = all();
        rescue("a");
        assertThat(all()).isEqualTo(once);
    }

    @Test
    void aHostWhoseLeaseSomebodyHoldsIsNotTouched() {
        List<Instance> before = all();
        Lease held = in(room -> room.leases.acquire(Host.lease("a"), Duration.ofMinutes(1)))
                .orElseThrow();
        rescue("a");
        assertThat(all()).isEqualTo(before);
        assertThat(this.<Boolean>in(room -> room.leases.holds(held))).isTrue();
    }

    @Test
    void whoReconcilesTheHostWhenItIsBackHasALaterEpochAndFindsNothingToRunThere() {
        Lease before = in(room -> room.leases.acquire(Host.lease("a"), Duration.ofMinutes(1)))
                .orElseThrow();
        dies("a");
        rescue("a");
        Lease back = in(room -> room.leases.acquire(Host.lease("a"), Duration.ofMinutes(1)))
                .orElseThrow();
        assertThat(back.epoch()).isGreaterThan(before.epoch() + 1);
        assertThat(on("a")).isEmpty();
    }

    @Test
    void whatHasNoPlaceElsewhereStaysAndIsNotSaidToBeWell() {
        sees("b", 40);
        sees("c", 20);
        dies("a");
        rescue("a");
        List<Instance> left =
                all().stream().filter(instance -> instance.host().equals("a")).toList();
        assertThat(left).hasSize(2).allSatisfy(instance -> {
            assertThat(instance.state()).isEqualTo(InstanceState.UNHEALTHY);
            assertThat(instance.reason()).isEqualTo(Reason.UNKNOWN);
            assertThat(instance.detail())
                    .isEqualTo("host a is dead, and no open host has the 10 MB left that it takes");
        });
        long epoch = epochOf("a");
        rescue("a");
        assertThat(epochOf("a")).as("nothing to write, no lease taken").isEqualTo(epoch);
        sees("c", 1000);
        rescue("a");
        assertThat(all()).noneMatch(instance -> instance.host().equals("a"));
    }

    @Test
    void aHostThatIsCordonedGetsNothing() {
        act("c", "cordon");
        assertThat(host("c").placing()).isEqualTo(Placing.CORDONED);
        dies("a");
        rescue("a");
        assertThat(all()).allMatch(instance -> instance.host().equals("b"));
        act("c", "uncordon");
        assertThat(host("c").placing()).isEqualTo(Placing.OPEN);
    }

    @Test
    void aHostIsEmptiedWithoutAGapAndThenHoldsNothing() {
        act("a", "drain");
        clear("a");
        assertThat(all().stream().filter(instance -> instance.key().replica() == 0))
                .hasSize(4)
                .allMatch(instance -> instance.routable() && instance.host().equals("a"))
                .allMatch(instance -> instance.next().orElseThrow().host().equals("c"));
        clear("a");
        for (Instance instance : on("c")) {
            observe(
                    new Observation.Started(instance.key(), instance.generation(), 1, 9),
                    new Observation.Answers(instance.key(), instance.generation()));
        }
        for (Instance instance : on("a")) {
            observe(new Observation.Gone(instance.key(), instance.generation()));
        }
        assertThat(on("a")).isEmpty();
        assertThat(all()).hasSize(8).allMatch(instance -> instance.routable() && instance.beside() == null);
    }

    @Test
    void whatFailedElsewhereIsTriedAgainAfterAPause() {
        act("a", "drain");
        clear("a");
        Instance failed = find("s0", 0).next().orElseThrow();
        observe(new Observation.GivenUp(failed.key(), failed.generation(), Reason.LAUNCH_FAILED, "no such program"));
        clear("a");
        assertThat(find("s0", 0).next().orElseThrow().state()).as("not at once").isEqualTo(InstanceState.FAILED);

        clock.advance(Duration.ofMinutes(1));
        clear("a");
        assertThat(find("s0", 0).last().orElseThrow().generation()).isEqualTo(failed.generation());
        observe(new Observation.Gone(failed.key(), failed.generation()));
        clear("a");
        assertThat(find("s0", 0).next().orElseThrow().state()).isEqualTo(InstanceState.PLANNED);
        assertThat(find("s0", 0).routable()).isTrue();
    }

    @Test
    void sixteenThatHaveNoPlaceKeepNobodyElseFromGoingAndAreToldOnce() {
        IntStream.range(0, 16).forEach(replica -> running("big", replica, "a"));
        in(room -> {
            room.clearance.of(room.cluster.hosts().get(0));
            room.clearance.of(room.cluster.hosts().get(0));
            return true;
        });
        assertThat(all().stream().filter(instance -> instance.next().isPresent()))
                .hasSize(4)
                .noneMatch(instance -> instance.key().server().equals("big"));
        assertThat(audited)
                .containsExactly("system host.drain a 16 copies have no place elsewhere: no open host has the 5000 MB"
                        + " left that it takes");
    }

    @Test
    void aHostOnWhichNoNodeLivesGetsNothing() {
        database.inTransaction(em ->
                em.createNativeQuery("DELETE FROM node WHERE name = 'node-c'").executeUpdate());
        dies("a");
        rescue("a");
        assertThat(all()).allMatch(instance -> instance.host().equals("b"));
    }

    @Test
    void aProgramThatMustNotRunTwiceIsNotStartedBesideItself() {
        running("s5", 0, "a");
        act("a", "drain");
        clear("a");
        assertThat(find("s5", 0).beside()).isNull();
        in(room -> room.fleet.act("s5", "stop"));
        observe(new Observation.Gone(new InstanceKey("s5", 0), 1));
        clear("a");
        assertThat(find("s5", 0).host()).as("stopped, it goes").isNotEqualTo("a");
    }

    @Test
    void aHostWhoseServersHaveNoRoomElsewhereIsNotEmptied() {
        sees("b", 40);
        sees("c", 10);
        assertThatThrownBy(() -> act("a", "drain")).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ProblemCode.HOSTS_FULL);
            assertThat(refused.detail())
                    .isEqualTo("host a cannot be emptied: 3 of its 4 copies have no place elsewhere: no open host has"
                            + " the 10 MB left that it takes");
        });
        assertThat(host("a").placing()).isEqualTo(Placing.OPEN);
    }

    @Test
    void thereAreNoOtherHostsAndNoOtherActions() {
        assertThatThrownBy(() -> act("z", "cordon"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ProblemCode.HOST_NOT_FOUND));
        assertThatThrownBy(() -> act("a", "explode"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ProblemCode.ACTION_UNKNOWN));
    }

    /** The desks in one transaction; each copy takes 10 MB. */
    private final class Room {
        final Cluster cluster;
        final org.mcpcoordinator.cluster.Leases leases;
        final Fleet fleet;
        final Places places;
        final Rescue rescue;
        final Clearance clearance;
        final Hosts hosts = new Hosts();

        Room(EntityManager em) {
            TestingCluster node = new TestingCluster(em, "node-1", life);
            cluster = node.cluster();
            leases = node.leases();
            fleet = TestingFleet.of(em, clock, moves, leases);
            places = new Places(
                    cluster, fleet, TestingCatalog.definitions(TestingCatalog.catalog(em, clock)), new Weights() {
                        @Override
                        public ToLongFunction<ServerDefinition> bytes() {
                            return definition -> definition.name().equals("big") ? 5000 * MB : EACH;
                        }

                        @Override
                        public long most() {
                            return 0;
                        }
                    });
            Relocations relocations = TestingFleet.relocations(em, fleet);
            Audit audit = new Audit() {
                @Override
                public void record(Caller who, String action, String target, String outcome, String detail) {
                    audited.add(who.name() + " " + action + " " + target + " " + detail);
                }
            };
            rescue = new Rescue(cluster, leases, fleet, relocations, places, audit);
            clearance = new Clearance(fleet, relocations, places, audit, clock);
            hosts.cluster = cluster;
            hosts.fleet = fleet;
            hosts.places = places;
        }
    }

    private Room room(EntityManager em) {
        return new Room(em);
    }

    private <T> T in(Function<Room, T> work) {
        return database.fromTransaction(em -> work.apply(room(em)));
    }

    private void rescue(String name) {
        Host host = host(name);
        in(room -> {
            room.rescue.of(host);
            return true;
        });
    }

    private void clear(String name) {
        Host host = host(name);
        in(room -> {
            room.clearance.of(host);
            return true;
        });
    }

    private void act(String host, String action) {
        in(room -> room.hosts.act(host, action));
    }

    private void sees(String host, long megabytes) {
        in(room -> {
            room.cluster.agentSeen(host, report(megabytes));
            return true;
        });
    }

    private void dies(String host) {
        database.inTransaction(em -> {
            em.createNativeQuery("UPDATE host SET seen_at = seen_at - INTERVAL '16 seconds',"
                            + " agent_seen_at = agent_seen_at - INTERVAL '16 seconds' WHERE name = :host")
                    .setParameter("host", host)
                    .executeUpdate();
            em.createNativeQuery("UPDATE lease SET expires_at = clock_timestamp()")
                    .executeUpdate();
        });
        assertThat(host(host).state()).isEqualTo(HostState.DEAD);
    }

    private long epochOf(String host) {
        return database.fromTransaction(
                em -> ((Number) em.createNativeQuery("SELECT epoch FROM lease WHERE name = :name")
                                .setParameter("name", Host.lease(host))
                                .getSingleResult())
                        .longValue());
    }

    private Host host(String name) {
        return in(room -> room.cluster.hosts()).stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static AgentReport report(long megabytes) {
        return new AgentReport(7, "1", "boot", null, new Capacity(megabytes * MB, 2));
    }

    private void running(String server, int replica, String host) {
        InstanceKey key = new InstanceKey(server, replica);
        ServerDefinition definition = revision.servers().stream()
                .filter(each -> each.name().equals(server))
                .findFirst()
                .orElseThrow();
        in(room -> {
            room.fleet.wish(List.of(new Wish("f", key, host, definition, revision.id(), 0)));
            room.fleet.letGo(List.of(key));
            return true;
        });
        observe(new Observation.Started(key, 1, 1, 42), new Observation.Answers(key, 1));
    }

    private void observe(Observation... seen) {
        in(room -> {
            room.fleet.observe(List.of(seen));
            return true;
        });
    }

    private Instance find(String server, int replica) {
        return in(room -> room.fleet.find(new InstanceKey(server, replica)).orElseThrow());
    }

    private List<Instance> on(String host) {
        return in(room -> room.fleet.onHost(host));
    }

    private List<Instance> all() {
        return in(room -> room.fleet.all());
    }
}

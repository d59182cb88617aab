package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;
import org.mcpcoordinator.testing.TestingServers;

class FleetTest {
    private static TestingDatabase database;

    private final TestingClock clock = new TestingClock();
    private final TestingEvent<InstanceMoved> events = new TestingEvent<>();
    private final Set<Integer> strangers = new HashSet<>();

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.inTransaction(em -> {
            em.createNativeQuery("DELETE FROM instance").executeUpdate();
            em.createNativeQuery("DELETE FROM retired").executeUpdate();
        });
    }

    @Test
    void aWishReservesThePromisedPortAndIsHeldUntilLetGo() {
        InstanceKey key = new InstanceKey("db-1", 0);
        inFleet(fleet -> fleet.wish(List.of(wish(TestingServers.builtin("db-1", Category.DATABASE, "1"), 3123))));

        assertThat(onHost()).isEmpty();
        assertThat(events.fired()).isEmpty();

        inFleet(fleet -> fleet.letGo(List.of(key)));
        inFleet(fleet -> fleet.letGo(List.of(key)));

        Instance instance = fromFleet(fleet -> fleet.onHost("local")).get(0);
        assertThat(instance.port()).isEqualTo(3123);
        assertThat(instance.endpoint()).isEqualTo("http://127.0.0.1:3123/mcp");
        assertThat(instance.state()).isEqualTo(InstanceState.PLANNED);
        assertThat(instance.reason()).isEqualTo(Reason.WISHED);
        assertThat(instance.generation()).isEqualTo(1);
        assertThat(events.fired()).containsExactly(new InstanceMoved(List.of(new InstanceMoved.Move(null, instance))));
    }

    @Test
    void theSameWishAgainChangesNothingAndAnotherDefinitionIsTheNextGenerationOnTheSamePort() {
        ServerDefinition first = TestingServers.builtin("db-1", Category.DATABASE, "1");
        running(first);
        Instance before = only();

        inFleet(fleet -> fleet.wish(List.of(wish(first, 0))));
        assertThat(only()).isEqualTo(before);

        inFleet(fleet -> fleet.wish(List.of(wish(TestingServers.builtin("db-1", Category.DATABASE, "2"), 0))));
        assertThat(only()).isEqualTo(before);
        inFleet(fleet -> fleet.letGo(List.of(before.key())));
        Instance after = only();
        assertThat(after.next()).hasValueSatisfying(next -> {
            assertThat(next.generation()).isEqualTo(2);
            assertThat(next.port()).isEqualTo(before.port());
            assertThat(next.state()).isEqualTo(InstanceState.PLANNED);
            assertThat(next.attempt()).isZero();
        });
        assertThat(events.fired().get(events.fired().size() - 1).moves())
                .containsExactly(new InstanceMoved.Move(before, after));
    }

    @Test
    void theCountsAreThoseOfAllInstances() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        running(TestingServers.builtin("db-2", Category.DATABASE, "1"));
        inFleet(fleet ->
                fleet.wish(List.of(wish(TestingServers.url("b", Category.API, "https://example.org/mcp"), 0))));

        Counts counts = fromFleet(Fleet::counts);

        assertThat(counts.groups())
                .containsExactlyInAnyOrderElementsOf(
                        Counts.of(fromFleet(Fleet::all)).groups());
        assertThat(counts.desired()).isEqualTo(3);
        assertThat(counts.onHost("local")).isEqualTo(3);
        assertThat(counts.ofCategory("database").states()).hasSize(1).containsValue(2);
        assertThat(counts.ofCategory("ai-ml").desired()).isZero();
    }

    @Test
    void endpointsFollowTheWayOfRunning() {
        inFleet(fleet -> fleet.wish(List.of(
                wish(TestingServers.command("a", Category.API, "/tools"), 0),
                wish(TestingServers.url("b", Category.API, "https://example.org/mcp"), 0))));

        List<Instance> all = fromFleet(Fleet::all);
        assertThat(all.get(0).endpoint()).isEqualTo("http://127.0.0.1:3300/tools");
        assertThat(all.get(1).endpoint()).isEqualTo("https://example.org/mcp");
        assertThat(all.get(1).port()).isZero();
        assertThat(all.get(1).state()).isEqualTo(InstanceState.STARTING);
    }

    @Test
    void whoFindsNoPortFailsAloneAndPortsOfStrangersAreLeftOut() {
        IntStream.range(4100, 4200).forEach(strangers::add);
        strangers.add(3107);
        List<Wish> chunk = IntStream.range(0, 100)
                .mapToObj(i -> wish(TestingServers.builtin("db-" + i, Category.DATABASE, "1"), 0))
                .toList();

        inFleet(fleet -> fleet.wish(chunk));

        List<Instance> all = fromFleet(Fleet::all);
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
                            .map(server -> wish(server, 0))
                            .toList();
                    inFleet(fleet -> fleet.wish(wishes));
                }
            }));
        }
        for (CompletableFuture<Void> one : both) {
            one.get(60, TimeUnit.SECONDS);
        }

        List<Instance> all = fromFleet(Fleet::all);
        assertThat(all).hasSize(1000);
        assertThat(all.stream().map(Instance::port)).doesNotHaveDuplicates().doesNotContain(0);
        assertThat(fromFleet(Fleet::counts).states()).isEqualTo(Map.of(InstanceState.PLANNED, 1000));
    }

    @Test
    void theDatabaseItselfRefusesAPortTwice() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        running(TestingServers.builtin("db-2", Category.DATABASE, "1"));

        assertThatThrownBy(() -> database.inTransaction(em -> em.createNativeQuery(
                                "INSERT INTO port_lease (host, port, server, replica) VALUES ('local', 3100, 'db-2', 0)")
                        .executeUpdate()))
                .hasStackTraceContaining("port_lease_pkey");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void observingTakesTheSameNumberOfStatementsForOneAndForAThousand(int count) {
        List<ServerDefinition> servers = TestingServers.many(count);
        inFleet(fleet ->
                fleet.wish(servers.stream().map(server -> wish(server, 0)).toList()));
        inFleet(fleet -> fleet.letGo(servers.stream()
                .map(server -> new InstanceKey(server.name(), 0))
                .toList()));
        List<Observation> seen = servers.stream()
                .<Observation>map(server -> new Observation.Started(new InstanceKey(server.name(), 0), 1, 1, 42))
                .toList();

        assertThat(statementsOf(fleet -> fleet.observe(seen))).isEqualTo(3);
        assertThat(statementsOf(fleet -> fleet.observe(seen))).isEqualTo(2);
        assertThat(statementsOf(Fleet::all)).isEqualTo(1);
        assertThat(statementsOf(Fleet::counts)).isEqualTo(1);
        assertThat(statementsOf(fleet -> fleet.onHost("local"))).isEqualTo(1);
        assertThat(fromFleet(Fleet::counts).states()).isEqualTo(Map.of(InstanceState.STARTING, count));
        assertThat(events.fired().get(events.fired().size() - 1).moves()).hasSize(count);
    }

    @Test
    void severalObservationsOfOneInstanceAreTakenInOrderAndToldAsOneMove() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        Instance before = only();

        inFleet(fleet -> fleet.observe(List.of(
                new Observation.Fails(before.key(), 1, Reason.CUT, "reset"),
                new Observation.Exited(before.key(), 1, 1, 1, true),
                new Observation.Started(before.key(), 1, 2, 77))));

        InstanceMoved last = events.fired().get(events.fired().size() - 1);
        assertThat(last.moves()).containsExactly(new InstanceMoved.Move(before, only()));
        assertThat(only().state()).isEqualTo(InstanceState.STARTING);
        assertThat(only().attempt()).isEqualTo(2);
    }

    @Test
    void theHolderOfAnOlderLeaseChangesNothing() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = only().key();
        inFleet(fleet -> fleet.observe(List.of(new Observation.Exited(key, 1, 1, 9, true)), 8));
        Instance before = only();

        inFleet(fleet -> fleet.observe(List.of(new Observation.Started(key, 1, 2, 5)), 7));
        assertThat(only()).isEqualTo(before);

        inFleet(fleet -> fleet.observe(List.of(new Observation.Started(key, 1, 2, 5)), 8));
        assertThat(only().state()).isEqualTo(InstanceState.STARTING);
    }

    @Test
    void whatIsSeenOfUnknownInstancesIsDropped() {
        inFleet(fleet -> fleet.observe(List.of(new Observation.Answers(new InstanceKey("nobody", 0), 1))));

        assertThat(events.fired()).isEmpty();
    }

    @Test
    void aRemovedInstanceIsDeletedWithItsPortOnceGone() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = only().key();

        inFleet(fleet -> fleet.remove(List.of(key)));
        assertThat(only().state()).isEqualTo(InstanceState.STOPPING);

        inFleet(fleet -> fleet.observe(List.of(new Observation.Gone(key, 1))));
        assertThat(all()).isEmpty();
        assertThat(portLeases()).isZero();
        assertThat(events.fired().get(events.fired().size() - 1).moves().get(0).after())
                .isNull();
    }

    @Test
    void aServerOfTheNameOfOneThatIsGoneGoesOnCountingGenerations() {
        InstanceKey key = new InstanceKey("b", 0);
        for (long generation = 1; generation < 4; generation++) {
            inFleet(fleet ->
                    fleet.wish(List.of(wish(TestingServers.url("b", Category.API, "https://example.org/mcp"), 0))));
            inFleet(fleet -> fleet.letGo(List.of(key)));

            assertThat(only().generation()).isEqualTo(generation);
            inFleet(fleet -> fleet.remove(List.of(key)));
            assertThat(all()).isEmpty();
        }
    }

    @Test
    void aRemoteServerIsGoneAtOnce() {
        inFleet(fleet ->
                fleet.wish(List.of(wish(TestingServers.url("b", Category.API, "https://example.org/mcp"), 0))));

        inFleet(fleet -> fleet.remove(List.of(new InstanceKey("b", 0))));

        assertThat(all()).isEmpty();
    }

    @Test
    void heldWishesAreForgottenWithTheirPorts() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        inFleet(fleet -> fleet.wish(List.of(wish(TestingServers.builtin("db-2", Category.DATABASE, "1"), 0))));

        inFleet(fleet -> fleet.forgetHeld("sample"));

        assertThat(only().key().server()).isEqualTo("db-1");
        assertThat(portLeases()).isOne();
    }

    @Test
    void theDeadlineCountsFromTheStartButNotFromATimeNobodyWatched() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = only().key();
        inFleet(fleet -> fleet.observe(List.of(new Observation.Started(key, 1, 2, 5))));
        var started = clock.instant();

        clock.advance(Duration.ofSeconds(120));
        inFleet(fleet -> fleet.giveUpLate(started));
        assertThat(only().state()).isEqualTo(InstanceState.STARTING);

        clock.advance(Duration.ofMillis(1));
        inFleet(fleet -> fleet.giveUpLate(started.plusSeconds(60)));
        assertThat(only().state()).isEqualTo(InstanceState.STARTING);

        inFleet(fleet -> fleet.giveUpLate(started));
        assertThat(only().state()).isEqualTo(InstanceState.FAILED);
        assertThat(only().reason()).isEqualTo(Reason.DEADLINE);
    }

    @Test
    void peopleMayRestartStopAndStart() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = only().key();

        inFleet(fleet -> fleet.act("db-1", "restart"));
        assertThat(only().restarts()).isEqualTo(1);
        assertThat(only().state()).isEqualTo(InstanceState.PLANNED);

        inFleet(fleet -> fleet.act("db-1", "stop"));
        assertThat(only().state()).isEqualTo(InstanceState.STOPPING);
        assertThat(only().desired()).isEqualTo(Desired.STOPPED);
        refused("stop", ProblemCode.MOVE_FORBIDDEN);
        refused("restart", ProblemCode.MOVE_FORBIDDEN);

        inFleet(fleet -> fleet.observe(List.of(new Observation.Gone(key, 1))));
        assertThat(only().state()).isEqualTo(InstanceState.STOPPED);

        inFleet(fleet -> fleet.act("db-1", "start"));
        inFleet(fleet -> fleet.observe(List.of(new Observation.Started(key, 1, 1, 42))));
        assertThat(only().state()).isEqualTo(InstanceState.STARTING);
        refused("start", ProblemCode.MOVE_FORBIDDEN);
    }

    @Test
    void peopleMayDrainQuarantineAndRelease() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = only().key();
        assertThat(only().routable()).isTrue();
        refused("release", ProblemCode.MOVE_FORBIDDEN);

        inFleet(fleet -> fleet.act("db-1", "drain"));
        assertThat(only().routable()).isFalse();
        assertThat(only().state()).isEqualTo(InstanceState.HEALTHY);
        inFleet(fleet -> fleet.act("db-1", "release"));
        assertThat(only().routable()).isTrue();

        inFleet(fleet -> fleet.act("db-1", "quarantine"));
        assertThat(only().state()).isEqualTo(InstanceState.QUARANTINED);
        inFleet(fleet -> fleet.act("db-1", "release"));
        inFleet(fleet -> fleet.observe(List.of(new Observation.Answers(key, 1))));
        assertThat(only().routable()).isTrue();
    }

    @Test
    void aReplacementTakesAnotherPortOnceAndIsRemembered() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = new InstanceKey("db-1", 0);
        Tries tries = new Tries(2, 1, clock.instant(), clock.instant().plusSeconds(20));
        Reseat seat = new Reseat(key, "local", 1, 0, tries.due());
        int before = only().port();

        inFleet(fleet -> fleet.observe(
                List.of(new Observation.Exited(key, 1, 1, 1, false), new Observation.Retrying(key, 1, tries))));
        inFleet(fleet -> fleet.reseat(List.of(seat)));
        inFleet(fleet -> fleet.reseat(List.of(seat)));

        Instance after = only();
        assertThat(after.state()).isEqualTo(InstanceState.FAILED);
        assertThat(after.reason()).isEqualTo(Reason.EXITED);
        assertThat(after.port()).isNotEqualTo(before);
        assertThat(after.endpoint()).isEqualTo("http://127.0.0.1:" + after.port() + "/mcp");
        assertThat(after.restarts()).isEqualTo(1);
        assertThat(after.tries()).isEqualTo(tries);
        assertThat(portLeases()).isEqualTo(1);
        inFleet(fleet -> fleet.act("db-1", "restart"));
        assertThat(only().tries()).isNull();
    }

    @Test
    void aRecordOfAnotherPortThanTheServersOwnIsCorrectedAndNothingIsRestarted() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        InstanceKey key = new InstanceKey("db-1", 0);
        Instance before = only();
        database.inTransaction(
                em -> em.createNativeQuery("UPDATE instance SET port = 3177, endpoint = 'http://127.0.0.1:3177/mcp'")
                        .executeUpdate());

        inFleet(fleet -> fleet.correct(List.of(new Correction(key, "local", 1, before.port()))));

        assertThat(only()).isEqualTo(before);
        assertThat(portLeases()).isEqualTo(1);
    }

    @Test
    void aServerOnAPortThatIsReservedForAnotherIsStartedElsewhere() {
        running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        running(TestingServers.builtin("db-2", Category.DATABASE, "1"));
        InstanceKey key = new InstanceKey("db-1", 0);
        int others = fromFleet(
                fleet -> fleet.find(new InstanceKey("db-2", 0)).orElseThrow().port());

        inFleet(fleet -> fleet.correct(List.of(new Correction(key, "local", 1, others))));

        Instance after = fromFleet(fleet -> fleet.find(key).orElseThrow());
        assertThat(after.port()).isNotEqualTo(others);
        assertThat(after.restarts()).isEqualTo(1);
        assertThat(portLeases()).isEqualTo(2);
    }

    @Test
    void unknownServersAndActionsAreProblems() {
        refused("restart", ProblemCode.SERVER_NOT_FOUND);
        refused("explode", ProblemCode.ACTION_UNKNOWN);
    }

    @Test
    void listsAreFilteredAndPaged() {
        List<ServerDefinition> servers = TestingServers.many(50);
        inFleet(fleet ->
                fleet.wish(servers.stream().map(server -> wish(server, 0)).toList()));

        Page page = fromFleet(fleet -> fleet.list(new ServerFilter(null, null, null, null, 1, 20)));
        assertThat(page.total()).isEqualTo(50);
        assertThat(page.items()).hasSize(20);
        assertThat(page.items().get(0).key().server()).isEqualTo("s0020");
        Page filtered = fromFleet(
                fleet -> fleet.list(new ServerFilter(InstanceState.PLANNED, "filesystem", "local", "S004", 0, 20)));
        assertThat(filtered.items()).extracting(i -> i.key().server()).containsExactly("s0041");
        assertThat(fromFleet(fleet -> fleet.list(new ServerFilter(null, null, null, "%", 0, 20)))
                        .total())
                .isZero();
    }

    private void running(ServerDefinition server) {
        InstanceKey key = new InstanceKey(server.name(), 0);
        inFleet(fleet -> fleet.wish(List.of(wish(server, 0))));
        inFleet(fleet -> fleet.letGo(List.of(key)));
        inFleet(fleet ->
                fleet.observe(List.of(new Observation.Started(key, 1, 1, 42), new Observation.Answers(key, 1))));
    }

    private List<Instance> all() {
        return fromFleet(Fleet::all);
    }

    private List<Instance> onHost() {
        return fromFleet(fleet -> fleet.onHost("local"));
    }

    private Instance only() {
        List<Instance> all = all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void refused(String action, ProblemCode code) {
        assertThatThrownBy(() -> inFleet(fleet -> fleet.act("db-1", action)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static Wish wish(ServerDefinition server, int port) {
        return new Wish("sample", new InstanceKey(server.name(), 0), "local", server, 1, port);
    }

    private static long portLeases() {
        return database.fromTransaction(em -> ((Number)
                        em.createNativeQuery("SELECT count(*) FROM port_lease").getSingleResult())
                .longValue());
    }

    private long statementsOf(Consumer<Fleet> work) {
        return database.fromTransaction(em -> {
            Statistics statistics =
                    em.getEntityManagerFactory().unwrap(SessionFactory.class).getStatistics();
            statistics.setStatisticsEnabled(true);
            long before = statistics.getPrepareStatementCount();
            work.accept(fleet(em));
            return statistics.getPrepareStatementCount() - before;
        });
    }

    private void inFleet(Consumer<Fleet> work) {
        database.inTransaction(em -> work.accept(fleet(em)));
    }

    private <T> T fromFleet(Function<Fleet, T> work) {
        return database.fromTransaction(em -> work.apply(fleet(em)));
    }

    private Fleet fleet(EntityManager em) {
        InstanceStore store = new InstanceStore(em);
        Wishes wishes = new Wishes(store, (host, port) -> strangers.contains(port), new PortLayout(3100));
        Fleet fleet = new Fleet();
        fleet.store = store;
        fleet.views = new InstanceViewStore(em);
        fleet.wishes = wishes;
        fleet.clock = clock;
        fleet.moved = events;
        return fleet;
    }
}

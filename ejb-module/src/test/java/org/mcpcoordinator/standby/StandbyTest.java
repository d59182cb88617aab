package org.mcpcoordinator.standby;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.finding.TestingIndex;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.TestingFleet;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.fleet.Wish;
import org.mcpcoordinator.health.Callees;
import org.mcpcoordinator.pinning.TestingPins;
import org.mcpcoordinator.routing.Routing;
import org.mcpcoordinator.runtime.ListsChanged;
import org.mcpcoordinator.runtime.StdioBridge;
import org.mcpcoordinator.testing.SharedDatabase;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;
import org.mcpcoordinator.testing.TestingExecutor;
import org.mcpcoordinator.testing.TestingServers;

/** The desk itself, over the real desks of the fleet and of what servers offer. */
@ExtendWith(StandbyTest.Database.class)
class StandbyTest {
    private static final int IDLE_SECONDS = 60;
    private static final String WARM_MAX = "coordinator.standby.warm-max";

    private final TestingClock clock = new TestingClock();
    private final TestingEvent<InstanceMoved> events = new TestingEvent<>();
    private final Traffic traffic = new Traffic();
    private final Deque<Runnable> aside = new ArrayDeque<>();
    private final OneNode leases = new OneNode();
    private TestingDatabase database;
    private boolean stopping;
    private Standby standby;
    private final Routing routing = new Routing();

    @BeforeEach
    void begin(TestingDatabase shared) {
        database = shared;
        database.inTransaction(em -> List.of("instance", "remains", "retired", "offer")
                .forEach(table -> em.createNativeQuery("DELETE FROM " + table).executeUpdate()));
        standby = desk();
    }

    @AfterEach
    void usualSettings() {
        System.clearProperty(WARM_MAX);
    }

    private Standby desk() {
        Standby desk = new Standby();
        desk.leases = leases;
        desk.callees = new Callees();
        desk.stdio = new StdioBridge();
        desk.traffic = traffic;
        desk.routing = routing;
        desk.clock = clock;
        desk.executor = TestingExecutor.of(work -> {
            if (stopping) {
                throw new RejectedExecutionException();
            }
            aside.add(work);
        });
        desk.begin();
        // What was awake before the desk began counts as called.
        clock.advance(Duration.ofSeconds(1));
        return desk;
    }

    /** Each call of the desk is a transaction of its own. */
    private void at(Consumer<Standby> work) {
        database.inTransaction(em -> {
            standby.fleet = TestingFleet.of(em, clock, events, leases);
            standby.cluster = new TestingCluster(em, "node-1", UUID.randomUUID()).cluster();
            standby.announcements = new TestingCluster(em, "node-1", UUID.randomUUID()).announcements();
            standby.offers = new Offers();
            standby.offers.store = new OfferStore(em);
            standby.offers.announcements = new TestingCluster(em, "node-1", UUID.randomUUID()).announcements();
            standby.offers.index = TestingIndex.on(em);
            standby.offers.pins = TestingPins.on(em, new TestingEvent<>());
            work.accept(standby);
        });
        standby.on(new InstanceMoved(List.of()));
    }

    private void look() {
        at(Standby::look);
    }

    private void lookAfter(Duration time) {
        clock.advance(time);
        look();
    }

    /** What was put aside is done. */
    private void done() {
        at(desk -> {
            while (!aside.isEmpty()) {
                aside.remove().run();
            }
        });
    }

    private void wake(String server) {
        at(desk -> assertThat(desk.wake(server)).isTrue());
    }

    private Instance now(String server) {
        return database.fromTransaction(em -> TestingFleet.of(em, clock, events)
                .find(new InstanceKey(server, 0))
                .orElseThrow());
    }

    private void awake(String server) {
        Way way = TestingServers.command(server, Category.API, "/mcp").way();
        ServerDefinition definition = TestingServers.server(
                server, Category.API, way, ServerDefinition.USUAL_SURGE, IDLE_SECONDS, "hash-" + server);
        InstanceKey key = new InstanceKey(server, 0);
        at(desk -> desk.fleet.wish(List.of(new Wish("sample", key, "local", definition, 1, 0))));
        at(desk -> desk.fleet.letGo(List.of(key)));
        at(desk ->
                desk.fleet.observe(List.of(new Observation.Started(key, 1, 1, 42), new Observation.Answers(key, 1))));
    }

    private void asleep(String server) {
        awake(server);
        at(desk -> desk.fleet.sleep(List.of(now(server)), "", null));
        assertThat(now(server).state()).isEqualTo(InstanceState.SLEEPING);
    }

    private void offers(String server) {
        Offer offer = new Offer(
                "hash-" + server, null, JsonNodeFactory.instance.objectNode(), null, null, null, null, clock.instant());
        at(desk -> desk.offers.keep(offer));
    }

    private Traffic.Calls calls(String server) {
        return traffic.at(now(server).endpoint());
    }

    @Test
    void whoWasStartedToBeLookedAtSleepsOnceItIsKnownWhatItOffers() {
        awake("shelf");
        look();
        lookAfter(Awake.UNCALLED);
        assertThat(aside).as("it is to be asked").hasSize(1);
        assertThat(now("shelf").state()).isEqualTo(InstanceState.HEALTHY);

        offers("shelf");
        lookAfter(Duration.ofSeconds(10));

        assertThat(now("shelf").state()).isEqualTo(InstanceState.SLEEPING);
        assertThat(now("shelf").reason()).isEqualTo(Reason.IDLE);
    }

    @Test
    void aCallKeepsItAwakeWhileItIsUnderWayAndForItsIdleSecondsAfterwards() {
        awake("shelf");
        calls("shelf").begin();
        lookAfter(Duration.ofHours(1));
        calls("shelf").end();
        offers("shelf");

        lookAfter(Duration.ofSeconds(IDLE_SECONDS - 1));
        assertThat(now("shelf").state()).isEqualTo(InstanceState.HEALTHY);

        lookAfter(Duration.ofSeconds(1));
        assertThat(now("shelf").state()).isEqualTo(InstanceState.SLEEPING);
    }

    @Test
    void onlyTheNodeThatHoldsTheLeasePutsToSleep() {
        leases.elsewhere = true;
        awake("shelf");
        offers("shelf");
        look();
        lookAfter(Duration.ofHours(1));
        assertThat(now("shelf").state()).isEqualTo(InstanceState.HEALTHY);

        leases.elsewhere = false;
        lookAfter(Duration.ofSeconds(10));
        lookAfter(Awake.UNCALLED);

        assertThat(now("shelf").state()).isEqualTo(InstanceState.SLEEPING);
    }

    @Test
    void whoSaysThatItsListsHaveChangedIsAskedAgain() {
        awake("shelf");
        calls("shelf").begin();
        offers("shelf");
        look();
        lookAfter(Duration.ofMinutes(2));
        assertThat(aside).isEmpty();

        standby.on(new ListsChanged(new InstanceKey("shelf", 0)));
        lookAfter(Duration.ofSeconds(1));

        assertThat(aside).as("it is to be asked").hasSize(1);
    }

    @Test
    void callsThatComeTogetherAreOnePieceOfWorkAndOneStart() {
        asleep("shelf");
        int before = now("shelf").restarts();

        wake("shelf");
        wake("shelf");
        wake("unknown");
        assertThat(aside).hasSize(1);
        done();

        assertThat(now("shelf").state()).isEqualTo(InstanceState.PLANNED);
        assertThat(now("shelf").reason()).isEqualTo(Reason.CALLED);
        assertThat(now("shelf").restarts()).isEqualTo(before + 1);
        wake("shelf");
        assertThat(aside).as("the next call is work again").hasSize(1);
    }

    @Test
    void aNodeThatStopsSaysThatItStartsNobody() {
        asleep("shelf");
        stopping = true;
        at(desk -> assertThat(desk.wake("shelf")).isFalse());

        stopping = false;
        wake("shelf");
        done();
        assertThat(now("shelf").state()).isEqualTo(InstanceState.PLANNED);
    }

    @Test
    void whoIsCalledTakesThePlaceOfWhoWasNotForLongest() {
        System.setProperty(WARM_MAX, "2");
        standby = desk();
        awake("older");
        awake("newer");
        asleep("called");
        look();
        calls("newer").begin();
        calls("newer").end();
        lookAfter(Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(2));

        wake("called");
        done();

        assertThat(now("called").state()).isEqualTo(InstanceState.PLANNED);
        assertThat(now("newer").state()).isEqualTo(InstanceState.HEALTHY);
        assertThat(now("older").state()).isEqualTo(InstanceState.SLEEPING);
        assertThat(now("older").detail()).isEqualTo("another server needed its place");
    }

    @Test
    void whoIsBeingCalledGivesUpItsPlaceToNobody() {
        System.setProperty(WARM_MAX, "1");
        standby = desk();
        awake("busy");
        asleep("called");
        look();
        calls("busy").begin();
        clock.advance(Duration.ofSeconds(5));

        wake("called");
        done();
        assertThat(now("busy").state()).isEqualTo(InstanceState.HEALTHY);
        assertThat(now("called").state()).as("it asks again").isEqualTo(InstanceState.SLEEPING);
    }

    @Test
    void anOfferIsReadOnceAndAgainWhenItIsNewer() {
        assertThat(offered("shelf")).isEmpty();

        offers("shelf");
        Offer first = offered("shelf").orElseThrow();
        assertThat(offered("shelf").orElseThrow()).isSameAs(first);

        clock.advance(Duration.ofSeconds(1));
        offers("shelf");
        assertThat(offered("shelf").orElseThrow().learntAt()).isEqualTo(clock.instant());
    }

    private Optional<Offer> offered(String server) {
        CompletableFuture<Optional<Offer>> asked = standby.offer("hash-" + server);
        done();
        return asked.join();
    }

    /** This node holds every lease, or another one does. */
    private static final class OneNode extends Leases {
        boolean elsewhere;

        @Override
        public Optional<Lease> acquire(String name, Duration ttl) {
            return elsewhere ? Optional.empty() : Optional.of(new Lease(name, "node-1", 1, Instant.MAX));
        }

        @Override
        public boolean holds(Lease lease) {
            return !elsewhere;
        }
    }

    /** Gives the tests the database they share with others. */
    static final class Database implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestingDatabase.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return SharedDatabase.of(context);
        }
    }
}
